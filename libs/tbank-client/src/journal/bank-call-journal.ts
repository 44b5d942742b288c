import { type IdempotencyKey } from '../bank-call';

export interface JournalEntry {
  readonly key: IdempotencyKey;
  readonly operation: string;
  readonly businessId: string;
  /** SHA-256 of the canonical request; the request itself is not kept, it is personal data. */
  readonly requestHash: string;
}

/** What is known of earlier attempts under the same key. */
export interface EarlierAttempts {
  /** One of them may have been carried out: its answer was lost, or the process died before it. */
  readonly uncertain: boolean;
}

export interface CallResult {
  /** `done`, or the code of the error. */
  readonly outcome: string;
  /** The bank may have carried it out all the same. */
  readonly uncertain: boolean;
  readonly httpStatus?: number;
  readonly requestId: string;
}

/** What we have asked the bank to change, and what we know of the answers. */
export interface BankCallJournal {
  /**
   * Writes the call before it is sent, or counts one more attempt of it.
   * @throws AppError `IDEMPOTENCY_KEY_REUSED` (invariant) when the key belongs to another request
   */
  begin(entry: JournalEntry): Promise<EarlierAttempts>;
  finish(key: IdempotencyKey, result: CallResult): Promise<void>;
}
