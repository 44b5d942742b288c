import { type QueryRunner } from 'typeorm';

/** For a service's first migration: the outbox. Rows leave the table when the broker confirmed them. */
export async function createOutboxTable(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE outbox (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      message_id text NOT NULL,
      exchange text NOT NULL,
      routing_key text NOT NULL,
      content_type text NOT NULL,
      correlation_id text,
      headers jsonb NOT NULL DEFAULT '{}',
      body bytea NOT NULL,
      on_unroutable text NOT NULL CHECK (on_unroutable IN ('retry', 'park', 'drop')),
      created_at timestamptz NOT NULL DEFAULT now(),
      attempts integer NOT NULL DEFAULT 0,
      next_attempt_at timestamptz NOT NULL DEFAULT now()
    ) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)`);
}

/**
 * For a service's first migration: which events and commands already took effect. A reply is `json`
 * and not `jsonb`, because the same command is answered the same, to the byte.
 */
export async function createInboxTables(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE inbox (
      message_id text PRIMARY KEY,
      message_type text NOT NULL,
      handled_at timestamptz NOT NULL DEFAULT now()
    )`);
  await runner.query('CREATE INDEX inbox_handled_at ON inbox (handled_at)');
  await runner.query(`
    CREATE TABLE command_log (
      command_id uuid PRIMARY KEY,
      command text NOT NULL,
      body_hash text NOT NULL,
      received_at timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz,
      reply json
    )`);
  await addCommandSubject(runner);
}

/**
 * For services whose tables are older than the subject of commands (the lock under which they run,
 * for example `deal:<id>`). Does nothing where the column is there. Copies of the last version run on
 * beside it; what they log has no subject.
 */
export async function addCommandSubject(runner: QueryRunner): Promise<void> {
  await runner.query('ALTER TABLE command_log ADD COLUMN IF NOT EXISTS subject text');
  await runner.query(`
    CREATE INDEX IF NOT EXISTS command_log_subject ON command_log (subject, received_at)`);
}

/** The way back of {@link addCommandSubject}. */
export async function dropCommandSubject(runner: QueryRunner): Promise<void> {
  await runner.query('ALTER TABLE command_log DROP COLUMN IF EXISTS subject');
}
