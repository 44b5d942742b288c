import { createInboxTables, createOutboxTable } from '@lk/outbox';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateSelfEmployed1700000000001 implements MigrationInterface {
  readonly name = 'CreateSelfEmployed1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE self_employed (
        self_employed_id uuid PRIMARY KEY,
        inn text NOT NULL UNIQUE,
        external_recipient_id text UNIQUE,
        status text NOT NULL,
        cancelled_receipts integer NOT NULL DEFAULT 0,
        last_cancelled_at timestamptz,
        flagged_at timestamptz,
        version integer NOT NULL,
        created_by uuid NOT NULL,
        registered_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX self_employed_draft ON self_employed (registered_at) WHERE status = 'DRAFT';
      CREATE INDEX self_employed_registered_at ON self_employed (registered_at);
      CREATE TABLE receipt_facts (
        self_employed_id uuid NOT NULL REFERENCES self_employed ON DELETE CASCADE,
        event_id text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('ready', 'cancelled')),
        receipt_id text,
        amount_kopecks bigint,
        url text,
        at timestamptz NOT NULL,
        PRIMARY KEY (self_employed_id, event_id),
        CHECK (kind = 'cancelled' OR receipt_id IS NOT NULL)
      );
      CREATE INDEX receipt_facts_receipt_id ON receipt_facts (self_employed_id, receipt_id);
      CREATE TABLE receipts (
        self_employed_id uuid NOT NULL REFERENCES self_employed ON DELETE CASCADE,
        receipt_id text NOT NULL,
        status text NOT NULL CHECK (status IN ('REGISTERED', 'CANCELLED')),
        amount_kopecks bigint,
        url text,
        PRIMARY KEY (self_employed_id, receipt_id)
      );
      CREATE TABLE self_employed_history (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        self_employed_id uuid NOT NULL REFERENCES self_employed ON DELETE CASCADE,
        field text NOT NULL,
        from_state text,
        to_state text NOT NULL,
        cause_kind text NOT NULL,
        cause_id text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX self_employed_history_of ON self_employed_history (self_employed_id, id);
      CREATE TABLE sync_state (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        claim_id uuid,
        claimed_at timestamptz,
        listed_at timestamptz
      );
      INSERT INTO sync_state DEFAULT VALUES`);
    await createInboxTables(runner);
    await createOutboxTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sync_state, self_employed_history, receipts, receipt_facts, self_employed, inbox,
                 command_log, outbox`);
  }
}
