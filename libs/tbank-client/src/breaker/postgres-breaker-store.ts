import { invariantError } from '@lk/kernel';
import { type SqlExecutor } from '../journal/postgres-bank-call-journal';
import { type BreakerRow, type BreakerStore } from './breaker-store';

/** Who this process is in the row. */
export interface BreakerIdentity {
  /** A uuid of its own for every breaker. */
  readonly id: string;
  /** For on call, for example the name of the service. */
  readonly name: string;
}

/** Not `now()`: a claim may have waited for the row behind another one. */
const NOW = 'clock_timestamp()';
const inMs = (parameter: string): string =>
  `${NOW} + ${parameter}::float8 * interval '1 millisecond'`;
const untilMs = (column: string): string =>
  `coalesce(extract(epoch FROM ${column} - ${NOW})::float8 * 1000, 0)`;

const ROW = `
  state, epoch::float8 AS epoch, ${untilMs('open_until')} AS "openForMs",
  probe_by AS "probeBy", ${untilMs('probe_until')} AS "probeForMs"`;

/** A changing statement whose rows come back in the same way through every driver. */
const change = (set: string, condition: string): string => `
  WITH changed AS (
    UPDATE tbank.bank_breaker
    SET epoch = epoch + 1, changed_at = ${NOW}, ${set}
    WHERE epoch = $1 AND ${condition}
    RETURNING *)
  SELECT ${ROW} FROM changed`;

const OPENED = `
  state = 'open', opened_at = ${NOW}, open_until = ${inMs('$2')}, opened_by = $3,
  probe_by = NULL, probe_until = NULL, last_failure_at = ${NOW}, last_failure_code = $4`;
const OUR_PROBE = (parameter: string): string => `state = 'half-open' AND probe_by = ${parameter}`;

const READ = `SELECT ${ROW} FROM tbank.bank_breaker`;
const OPEN = change(OPENED, "state = 'closed'");
const REOPEN = change(OPENED, OUR_PROBE('$5'));
const CLAIM = change(
  `state = 'half-open', probe_by = $2, probe_until = ${inMs('$3')}`,
  `(state = 'open' AND open_until <= ${NOW}
    OR state = 'half-open' AND (probe_until <= ${NOW} OR probe_by = $2))`,
);
const CLOSE = change(
  `state = 'closed', probe_by = NULL, probe_until = NULL, last_success_at = ${NOW}`,
  OUR_PROBE('$2'),
);
const NOTE_SUCCESS = `UPDATE tbank.bank_breaker SET last_success_at = ${NOW}`;
const NOTE_FAILURE = `
  UPDATE tbank.bank_breaker SET last_failure_at = ${NOW}, last_failure_code = $1`;

/** The one row of `tbank.bank_breaker`. */
export class PostgresBreakerStore implements BreakerStore {
  constructor(
    private readonly sql: SqlExecutor,
    private readonly me: BreakerIdentity,
  ) {}

  async read(): Promise<BreakerRow> {
    const [row] = await this.sql.query<BreakerRow>(READ, []);
    if (row) return row;
    throw invariantError('BREAKER_ROW_MISSING', 'The row of the breaker is gone');
  }

  open(epoch: number, openMs: number, code: string): Promise<BreakerRow | undefined> {
    return this.change(OPEN, [epoch, openMs, this.me.name, code]);
  }

  claimProbe(epoch: number, probeMs: number): Promise<BreakerRow | undefined> {
    return this.change(CLAIM, [epoch, this.me.id, probeMs]);
  }

  reopen(epoch: number, openMs: number, code: string): Promise<BreakerRow | undefined> {
    return this.change(REOPEN, [epoch, openMs, this.me.name, code, this.me.id]);
  }

  close(epoch: number): Promise<BreakerRow | undefined> {
    return this.change(CLOSE, [epoch, this.me.id]);
  }

  async noteSuccess(): Promise<void> {
    await this.sql.query(NOTE_SUCCESS, []);
  }

  async noteFailure(code: string): Promise<void> {
    await this.sql.query(NOTE_FAILURE, [code]);
  }

  private async change(
    sql: string,
    parameters: readonly unknown[],
  ): Promise<BreakerRow | undefined> {
    const [row] = await this.sql.query<BreakerRow>(sql, parameters);
    return row;
  }
}
