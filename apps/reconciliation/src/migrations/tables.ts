/** Runs, and the one permission to do one: its token grows with each holder and fences off the last. */
export const RUN_TABLES = `
  CREATE TABLE lease (
    name text PRIMARY KEY,
    holder text NOT NULL,
    token bigint NOT NULL,
    expires_at timestamptz NOT NULL
  );
  INSERT INTO lease VALUES ('run', '', 0, '-infinity');
  CREATE TABLE runs (
    run_id uuid PRIMARY KEY,
    scope text NOT NULL,
    mode text NOT NULL,
    trigger text NOT NULL,
    deal_id uuid,
    requested_by text,
    state text NOT NULL,
    not_before timestamptz NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at timestamptz,
    finished_at timestamptz,
    phase text,
    cursor jsonb,
    plan jsonb,
    stats jsonb NOT NULL DEFAULT '{}',
    suspect jsonb NOT NULL DEFAULT '[]',
    braked boolean NOT NULL DEFAULT false,
    token bigint
  );
  CREATE INDEX runs_waiting ON runs (not_before) WHERE state IN ('queued', 'running');
  CREATE INDEX runs_requested_at ON runs (requested_at);
  CREATE TABLE marks (
    name text PRIMARY KEY,
    value jsonb NOT NULL
  )`;

/** What a run must remember between its pages; deleted when it ends. In tables, so memory stays flat. */
export const WORK_TABLES = `
  CREATE TABLE findings (
    run_id uuid NOT NULL,
    drift_id uuid NOT NULL,
    scope text NOT NULL,
    finding jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (run_id, drift_id)
  );
  CREATE TABLE seen (
    run_id uuid NOT NULL,
    kind text NOT NULL,
    external_id text NOT NULL,
    PRIMARY KEY (run_id, kind, external_id)
  );
  CREATE TABLE unmatched (
    run_id uuid NOT NULL,
    payment_id text NOT NULL,
    beneficiary_id text NOT NULL,
    deal_id text,
    amount_kopecks bigint NOT NULL,
    status text NOT NULL,
    request_id text,
    candidates jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (run_id, payment_id)
  );
  CREATE INDEX unmatched_beneficiary ON unmatched (run_id, beneficiary_id, amount_kopecks)`;

/** Drifts live in place: the same difference seen again is the same row. */
export const DRIFT_TABLES = `
  CREATE TABLE drifts (
    drift_id uuid PRIMARY KEY,
    scope text NOT NULL,
    class text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    aspect text NOT NULL,
    deal_id uuid,
    external_deal_id text,
    payout_id uuid,
    self_employed_id uuid,
    status text NOT NULL,
    action text NOT NULL,
    ours jsonb NOT NULL,
    bank jsonb NOT NULL,
    digest text NOT NULL,
    request_id text,
    amount_kopecks bigint,
    repair jsonb,
    repair_attempts integer NOT NULL DEFAULT 0,
    repaired_at timestamptz,
    first_seen_at timestamptz NOT NULL,
    opened_at timestamptz,
    last_seen_at timestamptz NOT NULL,
    closed_at timestamptz,
    times_opened integer NOT NULL DEFAULT 0,
    first_run uuid NOT NULL,
    opened_run uuid,
    last_run uuid NOT NULL,
    checked_run uuid,
    resolved_by text,
    resolution text,
    note text
  );
  CREATE INDEX drifts_live ON drifts (scope, drift_id)
    WHERE status IN ('candidate', 'open', 'proposed', 'repaired', 'approved', 'rejected', 'acknowledged');
  CREATE INDEX drifts_subject ON drifts (subject_kind, subject_id);
  CREATE INDEX drifts_deal ON drifts (deal_id);
  CREATE INDEX drifts_opened_at ON drifts (opened_at, drift_id);
  CREATE INDEX drifts_opened_run ON drifts (opened_run);
  CREATE TABLE drift_history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    drift_id uuid NOT NULL REFERENCES drifts ON DELETE CASCADE,
    from_status text,
    to_status text NOT NULL,
    run_id uuid,
    actor text,
    note text,
    at timestamptz NOT NULL
  );
  CREATE INDEX drift_history_drift ON drift_history (drift_id, id);
  CREATE INDEX drift_history_at ON drift_history (at);
  CREATE TABLE open_samples (
    at timestamptz NOT NULL,
    class text NOT NULL,
    open integer NOT NULL,
    amount_kopecks bigint NOT NULL,
    PRIMARY KEY (at, class)
  )`;
