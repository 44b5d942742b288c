import { type IdempotencyKey } from '../bank-call';

export interface JournalEntry {
  readonly key: IdempotencyKey;
  readonly operation: string;
  readonly businessId: string;
  /** SHA-256 of the canonical request; the request itself is not kept, it is personal data. */
  readonly requestHash: string;
}

export interface CallResult {
  /** `done`, or the code of the error. */
  readonly outcome: string;
  readonly httpStatus?: number;
  readonly requestId: string;
}

/** What we have asked the bank to change, and what we know of the answers. */
export interface BankCallJournal {
  /**
   * Writes the call before it is sent, or counts one more attempt of it.
   * @throws AppError `IDEMPOTENCY_KEY_REUSED` (invariant) when the key belongs to another request
   */
  begin(entry: JournalEntry): Promise<void>;
  finish(key: IdempotencyKey, result: CallResult): Promise<void>;
}
