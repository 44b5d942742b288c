import { invariantError } from '@lk/kernel';
import { type IdempotencyKey } from '../bank-call';
import {
  type BankCallJournal,
  type CallResult,
  type EarlierAttempts,
  type JournalEntry,
} from './bank-call-journal';

/** Runs one statement; the transaction helper of a service is one. */
export interface SqlExecutor {
  query<T>(sql: string, parameters: readonly unknown[]): Promise<T[]>;
}

/** A body that differs leaves the row untouched and returns nothing. */
const BEGIN = `
  INSERT INTO tbank.bank_calls (idempotency_key, operation, business_id, request_hash)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (idempotency_key) DO UPDATE
    SET attempts = bank_calls.attempts + 1, last_sent_at = now(), outcome = 'sent',
        uncertain = bank_calls.uncertain OR bank_calls.outcome = 'sent'
    WHERE bank_calls.request_hash = excluded.request_hash
  RETURNING uncertain`;
const FINISH = `
  UPDATE tbank.bank_calls
  SET outcome = $2, http_status = $3, request_id = $4, finished_at = now(),
      uncertain = CASE WHEN $2 = 'done' THEN false ELSE uncertain OR $5 END
  WHERE idempotency_key = $1`;

/** The journal in the `tbank` schema, shared by all services that call the bank. */
export class PostgresBankCallJournal implements BankCallJournal {
  constructor(private readonly sql: SqlExecutor) {}

  async begin(entry: JournalEntry): Promise<EarlierAttempts> {
    const { key, operation, businessId, requestHash } = entry;
    const [known] = await this.sql.query<EarlierAttempts>(BEGIN, [
      key,
      operation,
      businessId,
      requestHash,
    ]);
    if (known) return known;
    throw invariantError(
      'IDEMPOTENCY_KEY_REUSED',
      'The same key must never carry another request',
      {
        safeDetails: { operation },
      },
    );
  }

  async finish(key: IdempotencyKey, result: CallResult): Promise<void> {
    const { outcome, httpStatus = null, requestId, uncertain } = result;
    await this.sql.query(FINISH, [key, outcome, httpStatus, requestId, uncertain]);
  }
}
