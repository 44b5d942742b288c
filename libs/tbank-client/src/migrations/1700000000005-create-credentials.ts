import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Which process uses which credentials, and which alerts about them were raised. */
export class CreateCredentials1700000000005 implements MigrationInterface {
  readonly name = 'CreateCredentials1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bank_credentials (
        process_id uuid PRIMARY KEY,
        service text NOT NULL,
        certificate_not_after timestamptz,
        certificate_fingerprint text,
        token_loaded_at timestamptz NOT NULL,
        checked_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE raised_alerts (
        dedup_key text PRIMARY KEY,
        claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        raised_at timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE raised_alerts');
    await runner.query('DROP TABLE bank_credentials');
  }
}
