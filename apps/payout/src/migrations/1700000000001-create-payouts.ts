import { createInboxTables, createOutboxTable } from '@lk/outbox';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreatePayouts1700000000001 implements MigrationInterface {
  readonly name = 'CreatePayouts1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payouts (
        payout_id uuid PRIMARY KEY,
        deal_id uuid NOT NULL,
        external_deal_id text,
        recipient_id text NOT NULL,
        external_recipient_id text NOT NULL,
        account_number text NOT NULL,
        bank_details_id text,
        amount_kopecks bigint NOT NULL CHECK (amount_kopecks > 0),
        purpose text NOT NULL,
        payment_id text UNIQUE,
        status text NOT NULL,
        contradictions text[] NOT NULL DEFAULT '{}',
        paid_at timestamptz,
        version integer NOT NULL,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX payouts_deal_recipient ON payouts (deal_id, recipient_id);
      CREATE INDEX payouts_external ON payouts (external_recipient_id, external_deal_id);
      CREATE TABLE payout_facts (
        payout_id uuid NOT NULL REFERENCES payouts ON DELETE CASCADE,
        kind text NOT NULL,
        cause_kind text NOT NULL,
        cause_id text NOT NULL,
        at timestamptz NOT NULL,
        error_code text,
        PRIMARY KEY (payout_id, kind)
      );
      CREATE TABLE payout_history (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        payout_id uuid NOT NULL REFERENCES payouts ON DELETE CASCADE,
        from_state text,
        to_state text NOT NULL,
        cause_kind text NOT NULL,
        cause_id text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX payout_history_payout_id ON payout_history (payout_id, id)`);
    await createInboxTables(runner);
    await createOutboxTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE payout_history, payout_facts, payouts, inbox, command_log, outbox',
    );
  }
}
