import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Writes a call down before it is sent. One statement, so that the conflict is decided and the row
 * written at once: the locks on the subjects are held for this statement only, what excludes others
 * afterwards is the open row.
 *
 * verdict: `go`, `reused` (the key belongs to another request), `pending` (a call that must not run
 * beside this one has been open for `waited_ms`; `is_unknown` when its answer is not on its way).
 */
const BEGIN_CALL = `
  CREATE FUNCTION begin_call(
    p_key uuid, p_operation text, p_business_id text, p_hash text,
    p_exclusive text[], p_shared text[],
    OUT verdict text, OUT was_uncertain boolean, OUT waited_ms double precision,
    OUT is_unknown boolean
  ) LANGUAGE plpgsql AS $$
  DECLARE
    subject record;
    known tbank.bank_calls;
    other record;
  BEGIN
    -- In the order of the names, so that two calls with common subjects cannot wait for each other.
    FOR subject IN
      SELECT name, bool_or(alone) AS alone
      FROM (SELECT unnest(p_exclusive) AS name, true AS alone
            UNION ALL SELECT unnest(p_shared), false) AS named
      GROUP BY name ORDER BY name
    LOOP
      IF subject.alone THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('tbank-call:' || subject.name, 0));
      ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('tbank-call:' || subject.name, 0));
      END IF;
    END LOOP;

    SELECT * INTO known FROM tbank.bank_calls WHERE idempotency_key = p_key FOR UPDATE;
    IF known.request_hash <> p_hash THEN
      verdict := 'reused';
      RETURN;
    END IF;

    SELECT min(coalesce(unknown_since, in_flight_since)) AS since, bool_or(uncertain) AS unknown
    INTO other FROM tbank.bank_calls
    WHERE is_open AND idempotency_key <> p_key
      AND (exclusive && (p_exclusive || p_shared) OR shared && p_exclusive);
    IF other.since IS NOT NULL THEN
      verdict := 'pending';
      waited_ms := extract(epoch FROM clock_timestamp() - other.since) * 1000;
      is_unknown := other.unknown;
      RETURN;
    END IF;

    -- A row still in flight is one whose process died, or lost its lock: it may have been carried out.
    -- One that is done is asked for again when the process died before it kept the answer.
    was_uncertain := coalesce(known.uncertain OR known.in_flight_since IS NOT NULL
                              OR known.outcome IS NOT DISTINCT FROM 'done', false);
    INSERT INTO tbank.bank_calls AS call
      (idempotency_key, operation, business_id, request_hash, exclusive, shared, in_flight_since)
    VALUES (p_key, p_operation, p_business_id, p_hash, p_exclusive, p_shared, clock_timestamp())
    ON CONFLICT (idempotency_key) DO UPDATE
      SET attempts = call.attempts + 1, last_sent_at = clock_timestamp(),
          in_flight_since = clock_timestamp(), uncertain = was_uncertain,
          unknown_since = CASE WHEN was_uncertain
            THEN coalesce(call.unknown_since, call.in_flight_since, call.finished_at,
                          clock_timestamp()) END;
    verdict := 'go';
  END $$`;

/** What is known of the outcome of each call, and which calls must not run beside it meanwhile. */
export class JournalOutcomes1700000000004 implements MigrationInterface {
  readonly name = 'JournalOutcomes1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE bank_calls
        ADD COLUMN exclusive text[] NOT NULL DEFAULT '{}',
        ADD COLUMN shared text[] NOT NULL DEFAULT '{}',
        ADD COLUMN in_flight_since timestamptz,
        ADD COLUMN unknown_since timestamptz,
        ADD COLUMN look_ups integer NOT NULL DEFAULT 0,
        ADD COLUMN last_look_up_at timestamptz,
        ADD COLUMN alerted_at timestamptz,
        ALTER COLUMN outcome DROP NOT NULL,
        ALTER COLUMN outcome DROP DEFAULT`);
    await runner.query(`
      UPDATE bank_calls SET outcome = NULL, in_flight_since = last_sent_at WHERE outcome = 'sent'`);
    await runner.query('UPDATE bank_calls SET unknown_since = last_sent_at WHERE uncertain');
    await runner.query(`
      ALTER TABLE bank_calls ADD COLUMN is_open boolean NOT NULL
        GENERATED ALWAYS AS (uncertain OR in_flight_since IS NOT NULL) STORED`);
    await runner.query('CREATE INDEX bank_calls_open ON bank_calls (first_sent_at) WHERE is_open');
    await runner.query(BEGIN_CALL);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION begin_call');
    await runner.query('DROP INDEX bank_calls_open');
    await runner.query(`
      UPDATE bank_calls SET outcome = 'sent' WHERE outcome IS NULL`);
    await runner.query(`
      ALTER TABLE bank_calls
        DROP COLUMN is_open, DROP COLUMN exclusive, DROP COLUMN shared, DROP COLUMN in_flight_since,
        DROP COLUMN unknown_since, DROP COLUMN look_ups, DROP COLUMN last_look_up_at,
        DROP COLUMN alerted_at,
        ALTER COLUMN outcome SET DEFAULT 'sent',
        ALTER COLUMN outcome SET NOT NULL`);
  }
}
