/**
 * Each record holds the hash of the one before. Nobody changes or removes records: the role of the
 * service has no right to (see `withheld` in ops.schema.ts), and the triggers stop its owner too,
 * until he takes them away; what he can do then is what `VerifyAudit` finds. `seal`: HMAC of number and
 * hash, when there is a key.
 */
const CREATE_LOG = `
  CREATE TABLE audit_log (
    seq bigint PRIMARY KEY,
    at timestamptz(3) NOT NULL,
    actor_id text NOT NULL,
    actor_name text NOT NULL,
    actor_role text NOT NULL,
    actor_via text NOT NULL,
    action text NOT NULL,
    subject text,
    reason text,
    outcome text NOT NULL CHECK (outcome IN ('allowed', 'refused')),
    details jsonb NOT NULL,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    seal bytea
  )`;

/**
 * Where the log ends. Its only row is the lock that puts records in one order; kept apart, it tells
 * when the last records are gone.
 */
const CREATE_HEAD = `
  CREATE TABLE audit_head (
    single boolean PRIMARY KEY CHECK (single),
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    seal bytea
  )`;

const BEGIN_CHAIN = `INSERT INTO audit_head (single, seq, hash) VALUES (true, 0, decode(repeat('00', 32), 'hex'))`;

const CREATE_REFUSAL = `
  CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'The audit log is append-only' USING ERRCODE = 'insufficient_privilege';
  END $$`;

/** The end moves forward by one record at a time. */
const CREATE_HEAD_CHECK = `
  CREATE FUNCTION check_audit_head() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.seq <> OLD.seq + 1 THEN
      RAISE EXCEPTION 'The audit log is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END $$`;

const refuse = (table: string, events: string): string =>
  `CREATE TRIGGER ${table}_append_only BEFORE ${events} ON ${table}
   FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`;

export const CREATE_AUDIT_LOG = [
  CREATE_LOG,
  'CREATE INDEX audit_log_at ON audit_log (at, seq)',
  'CREATE INDEX audit_log_actor ON audit_log (actor_id, seq)',
  'CREATE INDEX audit_log_action ON audit_log (action, seq)',
  CREATE_HEAD,
  BEGIN_CHAIN,
  CREATE_REFUSAL,
  CREATE_HEAD_CHECK,
  refuse('audit_log', 'UPDATE OR DELETE OR TRUNCATE'),
  refuse('audit_head', 'DELETE OR TRUNCATE'),
  `CREATE TRIGGER audit_head_moves BEFORE UPDATE ON audit_head
   FOR EACH ROW EXECUTE FUNCTION check_audit_head()`,
];

export const DROP_AUDIT_LOG = [
  'DROP TABLE audit_log, audit_head',
  'DROP FUNCTION refuse_audit_change, check_audit_head',
];
