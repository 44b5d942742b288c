import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What reconciliation reads by page: when a deal changed last, which are not final at the bank, and
 * whether the bank itself has told a fact that reconciliation told first.
 */
export class AddReconciliation1700000000002 implements MigrationInterface {
  readonly name = 'AddReconciliation1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE deals ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
      UPDATE deals SET changed_at = COALESCE(
        (SELECT max(at) FROM deal_history WHERE deal_history.deal_id = deals.deal_id), created_at);
      CREATE INDEX deals_open ON deals (deal_id) WHERE bank_status NOT IN ('COMPLETED', 'CANCELLED');
      CREATE INDEX deals_changed_at ON deals (changed_at, deal_id);
      ALTER TABLE deal_facts ADD COLUMN told_by_bank boolean NOT NULL DEFAULT false;
      UPDATE deal_facts SET told_by_bank = true WHERE cause_kind = 'event'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE deal_facts DROP COLUMN told_by_bank;
      ALTER TABLE deals DROP COLUMN changed_at;
      DROP INDEX deals_open`);
  }
}
