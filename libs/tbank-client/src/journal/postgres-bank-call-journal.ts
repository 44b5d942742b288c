import { invariantError } from '@lk/kernel';
import { type IdempotencyKey } from '../bank-call';
import {
  type BankCallJournal,
  type CallResult,
  type JournalEntry,
  type JournalVerdict,
  type KnownOutcome,
} from './bank-call-journal';

/** Runs one statement; the transaction helper of a service is one. */
export interface SqlExecutor {
  query<T>(sql: string, parameters: readonly unknown[]): Promise<T[]>;
}

const BEGIN = 'SELECT * FROM tbank.begin_call($1, $2, $3, $4, $5, $6)';

/**
 * A call that was not sent leaves what was known of it before. One that ends late, after another try has
 * found the change done, says nothing any more.
 */
const FINISH = `
  UPDATE tbank.bank_calls
  SET in_flight_since = NULL,
      attempts = attempts - CASE WHEN $2 THEN 0 ELSE 1 END,
      outcome = CASE WHEN $2 THEN $3 ELSE outcome END,
      http_status = CASE WHEN $2 THEN $4 ELSE http_status END,
      request_id = CASE WHEN $2 THEN $5 ELSE request_id END,
      finished_at = CASE WHEN $2 THEN clock_timestamp() ELSE finished_at END,
      uncertain = CASE WHEN $3 = 'done' THEN false ELSE uncertain OR $6 END,
      unknown_since = CASE WHEN $3 = 'done' THEN NULL
                           WHEN uncertain OR $6 THEN coalesce(unknown_since, clock_timestamp()) END
  WHERE idempotency_key = $1
    AND (in_flight_since IS NOT NULL OR outcome IS DISTINCT FROM 'done')`;

const KNOWN = `
  uncertain OR in_flight_since IS NOT NULL OR outcome IS NOT DISTINCT FROM 'done' AS uncertain,
  coalesce(extract(epoch FROM clock_timestamp()
                   - coalesce(unknown_since, in_flight_since, finished_at)) * 1000,
           0)::float8 AS "unknownForMs",
  is_open AS "isOpen", look_ups AS "lookUps", alerted_at IS NOT NULL AS alerted`;
const FIND = `SELECT ${KNOWN} FROM tbank.bank_calls WHERE idempotency_key = $1`;
const IS_DONE = `
  SELECT FROM tbank.bank_calls WHERE business_id = $2 AND operation = $1 AND outcome = 'done' LIMIT 1`;
const IS_DONE_WITHIN = `
  SELECT FROM tbank.bank_calls WHERE shared @> ARRAY[$2] AND operation = $1 AND outcome = 'done' LIMIT 1`;
const COUNT_LOOK_UP = `
  WITH counted AS (
    UPDATE tbank.bank_calls SET look_ups = look_ups + 1, last_look_up_at = clock_timestamp()
    WHERE idempotency_key = $1 RETURNING *)
  SELECT ${KNOWN} FROM counted`;
const SETTLE = `
  UPDATE tbank.bank_calls
  SET outcome = 'done', uncertain = false, unknown_since = NULL, in_flight_since = NULL,
      look_ups = look_ups + 1, last_look_up_at = clock_timestamp(), finished_at = clock_timestamp()
  WHERE idempotency_key = $1`;
const RELEASE = `
  UPDATE tbank.bank_calls
  SET outcome = 'not-done', uncertain = false, unknown_since = NULL, in_flight_since = NULL,
      finished_at = clock_timestamp()
  WHERE idempotency_key = $1 AND is_open`;
const MARK_ALERTED = `
  UPDATE tbank.bank_calls SET alerted_at = clock_timestamp() WHERE idempotency_key = $1`;

interface BeginRow {
  readonly verdict: 'go' | 'reused' | 'pending';
  readonly was_uncertain: boolean | null;
  readonly waited_ms: number | null;
  readonly is_unknown: boolean | null;
}

/** The journal in the `tbank` schema, shared by all services that call the bank. */
export class PostgresBankCallJournal implements BankCallJournal {
  constructor(private readonly sql: SqlExecutor) {}

  async begin({ call, requestHash }: JournalEntry): Promise<JournalVerdict> {
    const { key, operation, businessId, exclusive = [], shared = [] } = call;
    const parameters = [key, operation, businessId, requestHash, exclusive, shared];
    const [row] = await this.sql.query<BeginRow>(BEGIN, parameters);
    if (row?.verdict === 'go') return { verdict: 'go', uncertain: row.was_uncertain === true };
    if (row?.verdict === 'pending') {
      const { waited_ms: waitedMs, is_unknown: unknown } = row;
      return { verdict: 'pending', waitedMs: waitedMs ?? 0, unknown: unknown === true };
    }
    throw invariantError(
      'IDEMPOTENCY_KEY_REUSED',
      'The same key must never carry another request',
      { safeDetails: { operation } },
    );
  }

  async finish(key: IdempotencyKey, result: CallResult): Promise<void> {
    const { sent, outcome, httpStatus = null, requestId, uncertain } = result;
    await this.sql.query(FINISH, [key, sent, outcome, httpStatus, requestId, uncertain]);
  }

  async find(key: IdempotencyKey): Promise<KnownOutcome | undefined> {
    const [row] = await this.sql.query<KnownOutcome>(FIND, [key]);
    return row;
  }

  async isDone(operation: string, businessId: string): Promise<boolean> {
    return (await this.sql.query(IS_DONE, [operation, businessId])).length > 0;
  }

  async isDoneWithin(operation: string, subject: string): Promise<boolean> {
    return (await this.sql.query(IS_DONE_WITHIN, [operation, subject])).length > 0;
  }

  async countLookUp(key: IdempotencyKey): Promise<KnownOutcome> {
    const [row] = await this.sql.query<KnownOutcome>(COUNT_LOOK_UP, [key]);
    return row ?? { uncertain: true, isOpen: true, unknownForMs: 0, lookUps: 0, alerted: false };
  }

  async settle(key: IdempotencyKey): Promise<void> {
    await this.sql.query(SETTLE, [key]);
  }

  async release(key: IdempotencyKey): Promise<void> {
    await this.sql.query(RELEASE, [key]);
  }

  async markAlerted(key: IdempotencyKey): Promise<void> {
    await this.sql.query(MARK_ALERTED, [key]);
  }
}
