import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Books permits of one group: one round trip, one commit, under the lock of the group's row.
 *
 * Why the bank never sees more than `p_limit` requests in a window W: each request uses one of
 * `p_limit` lanes, and a lane is booked again for W after the last moment at which its request can
 * have arrived. So of any `p_limit + 1` requests two used the same lane, and those two arrive at
 * least W apart: a request never arrives before its start, and its start is W after the latest
 * arrival of the one before it. That latest arrival is the moment of the answer, once it is
 * reported, else start + `p_hold_ms`, which bounds lateness of sending and delay on the way.
 *
 * Only the clock of the database counts. Processes tell and are told spans: a report comes as its
 * age, a booking as the time until its start. Both err to the safe side by the duration of the trip.
 * Spans reported are shortened by a thousandth, more than the clocks of two machines differ in rate.
 *
 * - `p_wanted`, `p_ahead_ms`: by class (payment, command, look-up, reconciliation): how many, and how
 *   far ahead a start may be at most.
 * - `p_released`: `[{lane, token, kind: answered | unused, ageMs}]` of earlier bookings. A lane that
 *   was booked again meanwhile has another token, so a late report changes nothing.
 *
 * A class books ahead up to its horizon, further bookings of the same trip only up to half of it. Horizons are shorter than the window, so that answers are mostly reported before their
 * lanes are booked again (else each request costs W + `p_hold_ms`), and the shorter the lower the
 * class, so that a payment that comes now finds a start close by. With few lanes they are longer, or
 * processes could not book in turn. A class that had no sure booking for its floor time gets one
 * wherever the horizon is: no class starves.
 */
export const TAKE_PERMITS = `
  CREATE FUNCTION tbank.take_permits(
    p_group text, p_limit integer, p_window_ms float8, p_guard_ms float8, p_hold_ms float8,
    p_wanted integer[], p_ahead_ms float8[], p_released jsonb
  ) RETURNS jsonb LANGUAGE plpgsql AS $$
  DECLARE
    horizon_windows constant float8[] := '{0.8,0.6,0.4,0.3}';
    horizon_slots constant float8[] := '{4,3,2,1.5}';
    floor_ms constant float8[] := '{0,1000,3000,5000}';
    floor_slots constant float8[] := '{0,5,10,15}';
    ms constant interval := interval '1 millisecond';
    slot_ms constant float8 := p_window_ms / p_limit;
    again_ms constant float8 := least(p_window_ms, 1000);
    known tbank.bank_limits;
    t timestamptz;
    after_arrival interval;
    free timestamptz[];
    before timestamptz[];
    held_by bigint[];
    sure_times timestamptz[];
    report record;
    lane integer;
    start_at timestamptz;
    ahead_ms float8;
    last_ms float8;
    floor_due_ms float8;
    horizon_ms float8;
    taken integer;
    sure boolean;
    bookings jsonb := '[]';
    refusals jsonb := '[]';
  BEGIN
    SELECT * INTO known FROM tbank.bank_limits WHERE group_name = p_group FOR UPDATE;
    IF NOT FOUND THEN
      INSERT INTO tbank.bank_limits (group_name, max_requests, window_ms, free_at, free_before, tokens)
      VALUES (p_group, p_limit, p_window_ms, array_fill('-infinity'::timestamptz, ARRAY[p_limit]),
              array_fill('-infinity'::timestamptz, ARRAY[p_limit]), array_fill(0, ARRAY[p_limit]))
      ON CONFLICT DO NOTHING;
      SELECT * INTO known FROM tbank.bank_limits WHERE group_name = p_group FOR UPDATE;
    END IF;
    -- After the lock: whoever held it before has booked up to then.
    t := clock_timestamp();
    free := known.free_at;
    before := known.free_before;
    held_by := known.tokens;
    sure_times := known.sure_at;

    -- What was learned from refusals of the bank is forgotten by halves.
    IF known.extra_guard_ms > 0 AND known.guard_changed_at < t - interval '10 minutes' THEN
      known.extra_guard_ms := CASE WHEN known.extra_guard_ms < 50 THEN 0
                                   ELSE known.extra_guard_ms / 2 END;
      known.guard_changed_at := t;
    END IF;
    after_arrival := (p_window_ms + p_guard_ms + known.extra_guard_ms) * ms;

    -- A longer window holds for what was sent before it was configured, too.
    IF p_window_ms > known.window_ms THEN
      SELECT array_agg(f + (p_window_ms - known.window_ms) * ms ORDER BY n),
             array_agg(b + (p_window_ms - known.window_ms) * ms ORDER BY n)
      INTO free, before FROM unnest(free, before) WITH ORDINALITY AS lanes (f, b, n);
    END IF;
    -- Fewer lanes: the freest go. The others are free later than any that went, which therefore
    -- need not be remembered, as long as no report frees a kept lane earlier: tokens are forgotten.
    IF p_limit < known.max_requests THEN
      free := ARRAY(SELECT f FROM unnest(free) AS f ORDER BY f DESC LIMIT p_limit);
      before := free;
      held_by := array_fill(0, ARRAY[p_limit]);
    END IF;
    -- More lanes: as if each had just been used, and not before any lane that went (see above).
    FOR n IN known.max_requests + 1 .. p_limit LOOP
      free[n] := greatest(t + p_hold_ms * ms + after_arrival,
                          (SELECT max(f) FROM unnest(free) AS f));
      before[n] := free[n];
      held_by[n] := 0;
    END LOOP;

    FOR report IN SELECT * FROM jsonb_to_recordset(p_released)
                    AS released (lane integer, token bigint, kind text, "ageMs" float8)
    LOOP
      IF held_by[report.lane] = report.token THEN
        free[report.lane] := CASE report.kind
          WHEN 'unused' THEN before[report.lane]
          ELSE least(free[report.lane], t - report."ageMs" * 0.999 * ms + after_arrival) END;
        held_by[report.lane] := 0;
      END IF;
    END LOOP;

    -- Nothing is booked further ahead than a minute: later times are of a clock that was set back.
    known.blocked_until := least(known.blocked_until, t + interval '10 minutes');
    SELECT array_agg(least(f, t + interval '1 minute' + p_hold_ms * ms + after_arrival) ORDER BY n)
    INTO free FROM unnest(free) WITH ORDINALITY AS lanes (f, n);

    FOR class IN 1 .. 4 LOOP
      taken := 0;
      horizon_ms := greatest(horizon_windows[class] * p_window_ms, horizon_slots[class] * slot_ms);
      floor_due_ms := extract(epoch FROM sure_times[class] - t) * 1000
                      + greatest(floor_ms[class], floor_slots[class] * slot_ms);
      WHILE taken < p_wanted[class] LOOP
        SELECT n, greatest(f, t, known.blocked_until) INTO lane, start_at
        FROM unnest(free) WITH ORDINALITY AS lanes (f, n) ORDER BY f LIMIT 1;
        ahead_ms := extract(epoch FROM start_at - t) * 1000;
        sure := class > 1 AND taken = 0 AND floor_due_ms <= 0;
        IF ahead_ms > p_ahead_ms[class] OR NOT sure AND
           ahead_ms > horizon_ms * (CASE WHEN taken > 0 THEN 0.5 ELSE 1 END)
        THEN
          refusals := refusals || jsonb_build_object('class', class, 'earliestInMs', ahead_ms,
            'comeInMs', CASE
              WHEN class = 1 AND taken > 0 THEN last_ms + slot_ms / 2
              WHEN class = 1 THEN greatest(slot_ms, ahead_ms - horizon_ms / 2)
              ELSE least(greatest(again_ms, ahead_ms - horizon_ms),
                         CASE WHEN floor_due_ms > 0 THEN floor_due_ms END) END);
          EXIT;
        END IF;
        IF sure THEN sure_times[class] := t; END IF;
        taken := taken + 1;
        last_ms := ahead_ms;
        known.last_token := known.last_token + 1;
        before[lane] := free[lane];
        free[lane] := start_at + p_hold_ms * ms + after_arrival;
        held_by[lane] := known.last_token;
        bookings := bookings || jsonb_build_object('class', class, 'lane', lane,
          'token', known.last_token, 'startInMs', ahead_ms, 'sure', sure);
      END LOOP;
    END LOOP;

    UPDATE tbank.bank_limits
    SET max_requests = p_limit, window_ms = p_window_ms, free_at = free, free_before = before,
        tokens = held_by, last_token = known.last_token, sure_at = sure_times,
        blocked_until = known.blocked_until, extra_guard_ms = known.extra_guard_ms,
        guard_changed_at = known.guard_changed_at
    WHERE group_name = p_group;
    RETURN jsonb_build_object('bookings', bookings, 'refusals', refusals, 'blockedForMs',
      greatest(0, extract(epoch FROM nullif(known.blocked_until, '-infinity') - t) * 1000));
  END $$`;

/** The bank's limits per method group; a lane carries one request at a time. */
export const BANK_LIMITS = `
  CREATE TABLE tbank.bank_limits (
    group_name text PRIMARY KEY,
    max_requests integer NOT NULL,
    window_ms float8 NOT NULL,
    free_at timestamptz[] NOT NULL,
    free_before timestamptz[] NOT NULL,
    tokens bigint[] NOT NULL,
    last_token bigint NOT NULL DEFAULT 0,
    sure_at timestamptz[] NOT NULL DEFAULT array_fill('2000-01-01Z'::timestamptz, ARRAY[4]),
    blocked_until timestamptz NOT NULL DEFAULT '-infinity',
    extra_guard_ms integer NOT NULL DEFAULT 0,
    guard_changed_at timestamptz,
    last_limited_at timestamptz
  ) WITH (fillfactor = 20)`;

/** The bank's limits of all processes together, and the function that gives permits. */
export class CreateLimits1700000000002 implements MigrationInterface {
  readonly name = 'CreateLimits1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BANK_LIMITS);
    await runner.query(TAKE_PERMITS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION tbank.take_permits');
    await runner.query('DROP TABLE tbank.bank_limits');
  }
}
