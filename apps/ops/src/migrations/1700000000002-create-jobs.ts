import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * A job and its counts by result: one row is locked by whoever moves items of the job, so the counts
 * always equal the items. `fence` grows with each owner: who has an older one writes nothing more.
 * `cursor_at` is a time as text, to the last digit: a cursor that is rounded meets a letter twice.
 * `base_*`: what was decided before the last resume after a stop; the stop rule judges what came since.
 */
const CREATE_JOBS = `
  CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('replay', 'discard', 'restore')),
    state text NOT NULL CHECK (state IN ('planning', 'planned', 'running', 'paused', 'stopped',
                                         'cancelled', 'finished')),
    selection jsonb NOT NULL,
    count integer NOT NULL DEFAULT 0,
    hash text NOT NULL,
    cursor_at text,
    cursor_id uuid,
    figures jsonb NOT NULL,
    options jsonb,
    reason text,
    ticket text,
    planned_by text NOT NULL,
    planned_by_name text NOT NULL,
    planned_at timestamptz NOT NULL,
    started_by_name text,
    started_at timestamptz,
    approved_by_name text,
    approved_at timestamptz,
    finished_at timestamptz,
    stopped_reason text,
    waiting_for text,
    pending integer NOT NULL DEFAULT 0,
    sending integer NOT NULL DEFAULT 0,
    sent integer NOT NULL DEFAULT 0,
    succeeded integer NOT NULL DEFAULT 0,
    failed_again integer NOT NULL DEFAULT 0,
    already_done integer NOT NULL DEFAULT 0,
    refused integer NOT NULL DEFAULT 0,
    skipped integer NOT NULL DEFAULT 0,
    undecided integer NOT NULL DEFAULT 0,
    base_succeeded integer NOT NULL DEFAULT 0,
    base_failed_again integer NOT NULL DEFAULT 0,
    base_undecided integer NOT NULL DEFAULT 0,
    owner uuid,
    fence bigint NOT NULL DEFAULT 0,
    lease_until timestamptz
  )`;

/**
 * No foreign key to letters, which are dropped by the month. `occurrences`: how often the letter had
 * failed when it was sent; a further one is this replay's failure. `owner_id`: under which id the
 * owner remembers the message.
 */
const CREATE_ITEMS = `
  CREATE TABLE job_items (
    job_id uuid NOT NULL,
    position integer NOT NULL,
    letter_id uuid NOT NULL,
    verdict text NOT NULL,
    result text NOT NULL DEFAULT 'pending',
    owner_id text,
    occurrences integer,
    fence bigint,
    sending_at timestamptz,
    sent_at timestamptz,
    settled_at timestamptz,
    error_code text,
    error_message text,
    PRIMARY KEY (job_id, position)
  ) WITH (autovacuum_vacuum_scale_factor = 0.05)`;

/** The message as it was edited, sealed like any body; the paths that differ, without values. */
const CREATE_EDITS = `
  CREATE TABLE edits (
    id uuid PRIMARY KEY,
    letter_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('ready', 'awaiting-approval', 'approved', 'sending', 'sent',
                                         'refused', 'rejected')),
    message_id text NOT NULL,
    key_id text,
    body bytea NOT NULL,
    changes jsonb NOT NULL,
    problems jsonb NOT NULL,
    reason text NOT NULL,
    created_by text NOT NULL,
    created_by_name text NOT NULL,
    created_at timestamptz NOT NULL,
    decided_by_name text,
    decided_at timestamptz,
    sent_by_name text,
    sent_at timestamptz
  )`;

/**
 * Each index of items that begins with the job goes on with the position, so that a planner who knows
 * nothing yet of a job that grew by a million rows a minute ago still finds single rows by both.
 */
const CREATE_INDEXES = [
  'CREATE INDEX jobs_planned_at ON jobs (planned_at, id)',
  `CREATE INDEX jobs_unfinished ON jobs (planned_at)
   WHERE state IN ('planning', 'running') OR pending + sending + sent > 0`,
  'CREATE UNIQUE INDEX job_items_letter ON job_items (letter_id, job_id)',
  `CREATE INDEX job_items_pending ON job_items (job_id, position) WHERE result = 'pending'`,
  `CREATE INDEX job_items_under_way ON job_items (job_id, position)
   WHERE result IN ('sending', 'sent')`,
  `CREATE INDEX job_items_undecided ON job_items (job_id, position)
   WHERE result = 'undecided'`,
  `CREATE INDEX job_items_trouble ON job_items (job_id, position)
   WHERE result IN ('failed_again', 'refused', 'skipped', 'undecided')`,
  'CREATE INDEX edits_letter ON edits (letter_id)',
  'CREATE INDEX edits_created_at ON edits (created_at, id)',
];

export class CreateJobs1700000000002 implements MigrationInterface {
  readonly name = 'CreateJobs1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [CREATE_JOBS, CREATE_ITEMS, CREATE_EDITS, ...CREATE_INDEXES]) {
      await runner.query(sql);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE edits, job_items, jobs');
  }
}
