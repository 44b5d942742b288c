import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateBankCalls1700000000001 implements MigrationInterface {
  readonly name = 'CreateBankCalls1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bank_calls (
        idempotency_key uuid PRIMARY KEY,
        operation text NOT NULL,
        business_id text NOT NULL,
        request_hash text NOT NULL,
        attempts integer NOT NULL DEFAULT 1,
        first_sent_at timestamptz NOT NULL DEFAULT now(),
        last_sent_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        outcome text NOT NULL DEFAULT 'sent',
        uncertain boolean NOT NULL DEFAULT false,
        http_status integer,
        request_id text
      )`);
    await runner.query('CREATE INDEX bank_calls_business_id ON bank_calls (business_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bank_calls');
  }
}
