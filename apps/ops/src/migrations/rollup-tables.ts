/**
 * Written in the transaction that changes letters, so that lists of groups never count letters.
 * `open_count`: letters that still wait for something, those being replayed among them; `open_since`:
 * since when there is at least one. Times of failures are the first and last ever seen. Sums are
 * numeric: no number of made-up amounts may overflow them and stop the intake.
 */
const COUNTS = `
    total_count integer NOT NULL,
    open_count integer NOT NULL,
    replaying_count integer NOT NULL,
    open_kopecks numeric(30) NOT NULL`;

export const CREATE_ROLLUPS = [
  `CREATE TABLE dead_letter_groups (
    fingerprint text PRIMARY KEY,
    queue text NOT NULL,
    kind text NOT NULL,
    type text,
    error_code text NOT NULL,
    bank_error_code text,
    sample_message text NOT NULL,
    ${COUNTS},
    first_failed_at timestamptz NOT NULL,
    last_failed_at timestamptz NOT NULL,
    open_since timestamptz,
    alerts integer NOT NULL DEFAULT 0,
    alerted_open integer NOT NULL DEFAULT 0,
    alerted_at timestamptz,
    note text CHECK (length(note) <= 2000),
    note_by text,
    note_at timestamptz
  )`,
  `CREATE TABLE dead_letter_hours (
    fingerprint text NOT NULL,
    hour timestamptz NOT NULL,
    ${COUNTS},
    PRIMARY KEY (fingerprint, hour)
  )`,
  'CREATE INDEX dead_letter_hours_hour ON dead_letter_hours (hour)',
  `CREATE TABLE dead_letter_deals (
    deal_key text PRIMARY KEY,
    ${COUNTS},
    first_failed_at timestamptz NOT NULL,
    last_failed_at timestamptz NOT NULL,
    open_since timestamptz
  )`,
  `CREATE INDEX dead_letter_deals_open ON dead_letter_deals (open_count, last_failed_at)
   WHERE open_count > 0`,
  'CREATE INDEX dead_letter_deals_total ON dead_letter_deals (total_count, last_failed_at)',
];
