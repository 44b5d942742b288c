import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What reconciliation reads by page: when a payout changed last, whose money may still move, and
 * whether the bank itself has told a fact that reconciliation told first.
 */
export class AddReconciliation1700000000002 implements MigrationInterface {
  readonly name = 'AddReconciliation1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payouts ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
      UPDATE payouts SET changed_at = COALESCE(
        (SELECT max(at) FROM payout_history WHERE payout_history.payout_id = payouts.payout_id),
        created_at);
      CREATE INDEX payouts_open ON payouts (payout_id)
        WHERE status IN ('pending', 'unknown', 'bank_hold');
      CREATE INDEX payouts_changed_at ON payouts (changed_at, payout_id);
      CREATE INDEX payouts_deal ON payouts (deal_id, payout_id);
      ALTER TABLE payout_facts ADD COLUMN told_by_bank boolean NOT NULL DEFAULT false;
      UPDATE payout_facts SET told_by_bank = true WHERE cause_kind = 'event'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE payout_facts DROP COLUMN told_by_bank;
      ALTER TABLE payouts DROP COLUMN changed_at;
      DROP INDEX payouts_open, payouts_deal`);
  }
}
