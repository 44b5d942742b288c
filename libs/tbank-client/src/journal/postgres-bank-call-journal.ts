import { invariantError } from '@lk/kernel';
import { type IdempotencyKey } from '../bank-call';
import { type BankCallJournal, type CallResult, type JournalEntry } from './bank-call-journal';

/** Runs one statement; the transaction helper of a service is one. */
export interface SqlExecutor {
  query<T>(sql: string, parameters: readonly unknown[]): Promise<T[]>;
}

/** A body that differs leaves the row untouched and returns nothing. */
const BEGIN = `
  INSERT INTO tbank.bank_calls (idempotency_key, operation, business_id, request_hash)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (idempotency_key) DO UPDATE
    SET attempts = bank_calls.attempts + 1, last_sent_at = now(), outcome = 'sent'
    WHERE bank_calls.request_hash = excluded.request_hash
  RETURNING attempts`;
const FINISH = `
  UPDATE tbank.bank_calls
  SET outcome = $2, http_status = $3, request_id = $4, finished_at = now()
  WHERE idempotency_key = $1`;

/** The journal in the `tbank` schema, shared by all services that call the bank. */
export class PostgresBankCallJournal implements BankCallJournal {
  constructor(private readonly sql: SqlExecutor) {}

  async begin({ key, operation, businessId, requestHash }: JournalEntry): Promise<void> {
    const rows = await this.sql.query(BEGIN, [key, operation, businessId, requestHash]);
    if (rows.length > 0) return;
    throw invariantError(
      'IDEMPOTENCY_KEY_REUSED',
      'The same key must never carry another request',
      {
        safeDetails: { operation },
      },
    );
  }

  async finish(key: IdempotencyKey, result: CallResult): Promise<void> {
    const { outcome, httpStatus = null, requestId } = result;
    await this.sql.query(FINISH, [key, outcome, httpStatus, requestId]);
  }
}
