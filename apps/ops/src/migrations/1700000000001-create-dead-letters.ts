import { createOutboxTable } from '@lk/outbox';
import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { CREATE_PARTITION_FUNCTIONS } from './partition-functions';
import { CREATE_LETTER_INDEXES, CREATE_TEXT_INDEX } from './letter-indexes';
import { CREATE_ROLLUPS } from './rollup-tables';

/**
 * `month` is the month of `stored_at`, until the letter outlives its retention unsettled: then it is
 * moved into the current month, so that the old partition can be dropped as a whole. `copy_key`
 * knows a copy that the broker delivered again; `deal_key` is what letters are grouped by.
 */
const CREATE_LETTERS = `
  CREATE TABLE dead_letters (
    id uuid NOT NULL,
    month date NOT NULL,
    queue text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('event', 'command')),
    type text,
    message_id text,
    correlation_id text,
    exchange text,
    routing_key text,
    traceparent text,
    error_code text NOT NULL,
    bank_error_code text,
    error_message text NOT NULL,
    fingerprint text NOT NULL,
    deal_id text,
    payout_id text,
    self_employed_id text,
    recipient_id text,
    external_deal_id text,
    external_recipient_id text,
    external_payment_id text,
    deal_key text GENERATED ALWAYS AS (coalesce(deal_id, external_deal_id)) STORED,
    amount_kopecks bigint,
    attempts integer NOT NULL,
    occurrences integer NOT NULL DEFAULT 1,
    copy_key text NOT NULL,
    first_failed_at timestamptz NOT NULL,
    last_failed_at timestamptz NOT NULL,
    stored_at timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'replaying', 'resolved', 'discarded')),
    status_at timestamptz NOT NULL,
    PRIMARY KEY (id, month)
  ) PARTITION BY RANGE (month)`;

/** Read only when a body is shown or replayed; apart, so that lists never touch it. */
const CREATE_BODIES = `
  CREATE TABLE dead_letter_bodies (
    id uuid NOT NULL,
    month date NOT NULL,
    key_id text,
    body bytea NOT NULL,
    properties bytea NOT NULL,
    PRIMARY KEY (id, month)
  ) PARTITION BY RANGE (month)`;

/** Failures before the one that the letter tells itself. */
const CREATE_FAILURES = `
  CREATE TABLE dead_letter_failures (
    id uuid NOT NULL,
    month date NOT NULL,
    number integer NOT NULL,
    failed_at timestamptz NOT NULL,
    error_code text NOT NULL,
    error_message text NOT NULL,
    attempts integer NOT NULL,
    copy_key text NOT NULL,
    PRIMARY KEY (id, month, number)
  ) PARTITION BY RANGE (month)`;

/** Not partitioned, because the key that makes a message one letter must be unique over all months. */
const CREATE_IDENTITIES = `
  CREATE TABLE dead_letter_identities (
    identity bytea PRIMARY KEY,
    letter_id uuid NOT NULL,
    month date NOT NULL
  )`;

export class CreateDeadLetters1700000000001 implements MigrationInterface {
  readonly name = 'CreateDeadLetters1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [CREATE_LETTERS, CREATE_BODIES, CREATE_FAILURES, CREATE_IDENTITIES]) {
      await runner.query(sql);
    }
    await runner.query(
      'CREATE INDEX dead_letter_identities_month ON dead_letter_identities (month, letter_id)',
    );
    for (const sql of [...CREATE_LETTER_INDEXES, CREATE_TEXT_INDEX, ...CREATE_ROLLUPS]) {
      await runner.query(sql);
    }
    for (const sql of CREATE_PARTITION_FUNCTIONS) await runner.query(sql);
    await createOutboxTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION create_letter_partition, drop_letter_partition');
    await runner.query(
      'DROP TABLE outbox, dead_letter_deals, dead_letter_hours, dead_letter_groups',
    );
    await runner.query('DROP TABLE dead_letter_identities, dead_letter_failures');
    await runner.query('DROP TABLE dead_letter_bodies, dead_letters');
  }
}
