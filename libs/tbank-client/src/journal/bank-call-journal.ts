import { type ChangingCall, type IdempotencyKey } from '../bank-call';

export interface JournalEntry {
  readonly call: ChangingCall;
  /** SHA-256 of the canonical request; the request itself is not kept, it is personal data. */
  readonly requestHash: string;
}

/** May the call be sent? */
export type JournalVerdict =
  /** `uncertain`: an attempt under the same key was, or may have been, carried out before. */
  | { readonly verdict: 'go'; readonly uncertain: boolean }
  /** A call that must not run beside this one is open, and whether its answer may be on its way. */
  | { readonly verdict: 'pending'; readonly waitedMs: number; readonly unknown: boolean };

export interface CallResult {
  /** False: nothing left this process, so nothing more is known than before. */
  readonly sent: boolean;
  /** `done`, or the code of the error. */
  readonly outcome: string;
  /** The bank may have carried it out all the same. */
  readonly uncertain: boolean;
  readonly httpStatus?: number;
  readonly requestId: string;
}

/** What is known of a call that was begun before. */
export interface KnownOutcome {
  /**
   * It may have been carried out, or was: who asks again has not got the answer, because the process
   * that got it died before it was kept. Only the bank can tell; a refusal of a repeat proves nothing.
   */
  readonly uncertain: boolean;
  /** In doubt or under way: others about the same wait for it. */
  readonly isOpen: boolean;
  /** Since the first attempt whose outcome is unknown, by the database's clock. */
  readonly unknownForMs: number;
  readonly lookUps: number;
  /** A person has been told that it stays unknown. */
  readonly alerted: boolean;
}

/** What we have asked the bank to change, and what we know of the answers. */
export interface BankCallJournal {
  /**
   * Writes the call before it is sent, or counts one more attempt of it.
   * @throws AppError `IDEMPOTENCY_KEY_REUSED` (invariant) when the key belongs to another request
   */
  begin(entry: JournalEntry): Promise<JournalVerdict>;
  finish(key: IdempotencyKey, result: CallResult): Promise<void>;
  find(key: IdempotencyKey): Promise<KnownOutcome | undefined>;
  /** Whether a call of the operation about this business id is known to be done, under whatever key. */
  isDone(operation: string, businessId: string): Promise<boolean>;
  /** Whether any call of the operation that shares this subject is known to be done. */
  isDoneWithin(operation: string, subject: string): Promise<boolean>;
  /** Counts a look-up that found nothing. */
  countLookUp(key: IdempotencyKey): Promise<KnownOutcome>;
  /** The bank's word, by another way than the answer: it was done. */
  settle(key: IdempotencyKey): Promise<void>;
  /** The bank's word, told to a person: it was not done, and never will be. */
  release(key: IdempotencyKey): Promise<void>;
  markAlerted(key: IdempotencyKey): Promise<void>;
}
