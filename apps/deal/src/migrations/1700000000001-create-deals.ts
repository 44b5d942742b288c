import { createInboxTables, createOutboxTable } from '@lk/outbox';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateDeals1700000000001 implements MigrationInterface {
  readonly name = 'CreateDeals1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE deals (
        deal_id uuid PRIMARY KEY,
        external_deal_id text UNIQUE,
        account_number text NOT NULL,
        amount_kopecks bigint NOT NULL CHECK (amount_kopecks > 0),
        status text NOT NULL,
        bank_status text NOT NULL,
        contradictions text[] NOT NULL DEFAULT '{}',
        version integer NOT NULL,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE TABLE recipients (
        deal_id uuid NOT NULL REFERENCES deals ON DELETE CASCADE,
        recipient_id text NOT NULL,
        position integer NOT NULL,
        role text NOT NULL,
        legal_type text NOT NULL,
        inn text NOT NULL,
        external_recipient_id text,
        bank_details_id text,
        share_kopecks bigint NOT NULL CHECK (share_kopecks > 0),
        payout_status text NOT NULL,
        paid_at timestamptz,
        PRIMARY KEY (deal_id, recipient_id)
      );
      CREATE TABLE steps (
        deal_id uuid NOT NULL REFERENCES deals ON DELETE CASCADE,
        step_id text NOT NULL,
        position integer NOT NULL,
        description text NOT NULL,
        external_step_id text,
        created_by uuid NOT NULL,
        PRIMARY KEY (deal_id, step_id)
      );
      CREATE TABLE deal_facts (
        deal_id uuid NOT NULL REFERENCES deals ON DELETE CASCADE,
        kind text NOT NULL,
        payment_id text NOT NULL,
        cause_kind text NOT NULL,
        cause_id text NOT NULL,
        PRIMARY KEY (deal_id, kind, payment_id)
      );
      CREATE TABLE recipient_payouts (
        payout_id uuid PRIMARY KEY,
        deal_id uuid NOT NULL REFERENCES deals ON DELETE CASCADE,
        recipient_id text NOT NULL,
        status text NOT NULL,
        amount_kopecks bigint NOT NULL,
        paid_at timestamptz,
        version integer NOT NULL
      );
      CREATE INDEX recipient_payouts_deal_id ON recipient_payouts (deal_id);
      CREATE TABLE deal_history (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        deal_id uuid NOT NULL REFERENCES deals ON DELETE CASCADE,
        field text NOT NULL,
        from_state text,
        to_state text NOT NULL,
        cause_kind text NOT NULL,
        cause_id text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX deal_history_deal_id ON deal_history (deal_id, id)`);
    await createInboxTables(runner);
    await createOutboxTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE deal_history, recipient_payouts, deal_facts, steps, recipients, deals, inbox, command_log,
                 outbox`);
  }
}
