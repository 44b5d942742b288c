import { type ItemResult } from './item-results';

export const LETTER_STATUSES = ['open', 'replaying', 'resolved', 'discarded'] as const;
export type LetterStatus = (typeof LETTER_STATUSES)[number];

/** A dead letter without its body. Times are ISO 8601 in UTC, kopecks are text. */
export interface LetterView {
  readonly id: string;
  readonly status: LetterStatus;
  readonly statusAt: string;
  readonly queue: string;
  readonly kind: string;
  readonly type: string | null;
  readonly messageId: string | null;
  readonly correlationId: string | null;
  readonly exchange: string | null;
  readonly routingKey: string | null;
  readonly traceparent: string | null;
  readonly errorCode: string;
  readonly bankErrorCode: string | null;
  readonly errorMessage: string;
  readonly fingerprint: string;
  readonly dealId: string | null;
  readonly payoutId: string | null;
  readonly selfEmployedId: string | null;
  readonly recipientId: string | null;
  readonly externalDealId: string | null;
  readonly externalRecipientId: string | null;
  readonly externalPaymentId: string | null;
  readonly amountKopecks: string | null;
  readonly attempts: number;
  readonly occurrences: number;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  readonly storedAt: string;
}

export interface EarlierFailure {
  readonly at: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attempts: number;
}

export interface LetterReplay {
  readonly jobId: string;
  readonly result: ItemResult;
  readonly at: string | null;
  readonly errorCode: string | null;
}

/** An edited copy, as its letter lists it. */
export interface LetterEdit {
  readonly id: string;
  readonly state: EditState;
  readonly messageId: string;
  readonly by: string;
  readonly at: string;
  readonly sentAt: string | null;
}

export interface LetterDetails extends LetterView {
  readonly keyId: string | null;
  readonly earlierFailures: readonly EarlierFailure[];
  readonly replays: readonly LetterReplay[];
  readonly edits: readonly LetterEdit[];
}

export interface LetterList {
  readonly deadLetters: readonly LetterView[];
  readonly next: string | null;
}

/** The parameters of the list, all as text because they live in the address of the page. */
export interface LetterFilter {
  readonly queue?: string;
  readonly type?: string;
  readonly errorCode?: string;
  readonly bankErrorCode?: string;
  readonly fingerprint?: string;
  readonly dealId?: string;
  readonly payoutId?: string;
  readonly status?: LetterStatus;
  readonly messageId?: string;
  readonly since?: string;
  readonly until?: string;
  readonly text?: string;
}

export interface LetterStats {
  readonly open: number;
  readonly replaying: number;
  readonly resolved: number;
  readonly discarded: number;
  readonly openKopecks: string;
  readonly groups: number;
  readonly oldestOpenSince: string | null;
  readonly byQueue: readonly {
    readonly queue: string;
    readonly open: number;
    readonly oldestOpenSince: string | null;
  }[];
}

export const GROUPINGS = ['cause', 'queue', 'type', 'deal', 'bank-error-code', 'hour'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface GroupView {
  readonly key: string | null;
  readonly open: number;
  readonly replaying: number;
  readonly total: number;
  readonly openKopecks: string;
  readonly firstFailedAt: string | null;
  readonly lastFailedAt: string | null;
  readonly openSince: string | null;
  readonly queue?: string;
  readonly type?: string | null;
  readonly errorCode?: string;
  readonly bankErrorCode?: string | null;
  readonly sampleMessage?: string;
  readonly note?: string | null;
  readonly noteBy?: string | null;
  readonly noteAt?: string | null;
}

export interface GroupList {
  readonly by: Grouping;
  readonly groups: readonly GroupView[];
}

export interface RevealedBody {
  readonly body: string;
  readonly encoding: 'utf8' | 'base64';
  readonly headers: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

export const EDIT_STATES = [
  'awaiting-approval',
  'ready',
  'approved',
  'sent',
  'refused',
  'rejected',
] as const;
export type EditState = (typeof EDIT_STATES)[number];

export interface EditChange {
  readonly path: string;
  /** Values are there only when they were revealed for a reason. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Money, or who gets it: another person must approve. */
  readonly money: boolean;
}

export interface EditView {
  readonly id: string;
  readonly letterId: string;
  readonly state: EditState;
  readonly diff: readonly EditChange[];
  /** Why it is refused; no values. */
  readonly problems: readonly string[];
  /** Of the copy. */
  readonly messageId: string;
  readonly reason: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly sentBy: string | null;
  readonly sentAt: string | null;
}

export interface EditList {
  readonly edits: readonly EditView[];
  readonly next: string | null;
}
