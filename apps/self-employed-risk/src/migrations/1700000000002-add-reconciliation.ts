import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** When a person changed last: reconciliation reads it. Kept by whatever changes the row. */
export class AddReconciliation1700000000002 implements MigrationInterface {
  readonly name = 'AddReconciliation1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE self_employed ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
      UPDATE self_employed SET changed_at = COALESCE(
        (SELECT max(at) FROM self_employed_history h
         WHERE h.self_employed_id = self_employed.self_employed_id), registered_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE self_employed DROP COLUMN changed_at');
  }
}
