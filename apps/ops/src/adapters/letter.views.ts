import { type LetterKind } from '../domain/dead-letter';
import { type LetterStatus } from '../domain/letter-status';

/** A dead letter as on call sees it: no body, no header of the sender. */
export class LetterView {
  readonly id!: string;
  readonly status!: LetterStatus;
  readonly statusAt!: Date;
  /** Where the message failed; a replay goes there. */
  readonly queue!: string;
  readonly kind!: LetterKind;
  readonly type!: string | null;
  readonly messageId!: string | null;
  readonly correlationId!: string | null;
  /** Where the message was published first. */
  readonly exchange!: string | null;
  readonly routingKey!: string | null;
  readonly traceparent!: string | null;
  readonly errorCode!: string;
  readonly bankErrorCode!: string | null;
  readonly errorMessage!: string;
  /** The group. */
  readonly fingerprint!: string;
  readonly dealId!: string | null;
  readonly payoutId!: string | null;
  readonly selfEmployedId!: string | null;
  readonly recipientId!: string | null;
  /** The bank's ids. */
  readonly externalDealId!: string | null;
  readonly externalRecipientId!: string | null;
  readonly externalPaymentId!: string | null;
  /** Kopecks as text. */
  readonly amountKopecks!: string | null;
  /** Of its last failure. */
  readonly attempts!: number;
  /** How often the message became a dead letter. */
  readonly occurrences!: number;
  readonly firstFailedAt!: Date;
  readonly lastFailedAt!: Date;
  readonly storedAt!: Date;
}

/** A failure before the one the letter tells itself. */
export class EarlierFailureView {
  readonly at!: Date;
  readonly errorCode!: string;
  readonly errorMessage!: string;
  readonly attempts!: number;
}

/** A job that had this letter. */
export class LetterReplayView {
  readonly jobId!: string;
  readonly kind!: string;
  /** As in the items of the job, for example `succeeded`. */
  readonly result!: string;
  /** When it was decided, else sent. */
  readonly at!: Date | null;
  readonly errorCode!: string | null;
}

/** An edited copy of this letter. */
export class LetterEditView {
  readonly id!: string;
  readonly state!: string;
  /** Of the copy. */
  readonly messageId!: string;
  readonly by!: string;
  readonly at!: Date;
  readonly sentAt!: Date | null;
}

export class LetterDetails extends LetterView {
  /** The key its body is sealed with; null: it is stored plain. */
  readonly keyId!: string | null;
  /** Newest first, at most 100. */
  readonly earlierFailures!: readonly EarlierFailureView[];
  /** Newest first, at most 100. */
  readonly replays!: readonly LetterReplayView[];
  readonly edits!: readonly LetterEditView[];
}

export class LetterListView {
  readonly deadLetters!: readonly LetterView[];
  /** Give it as `after` for the next page; null on the last one. */
  readonly next!: string | null;
}

export interface LetterRow {
  id: string;
  queue: string;
  kind: LetterKind;
  type: string | null;
  message_id: string | null;
  correlation_id: string | null;
  exchange: string | null;
  routing_key: string | null;
  traceparent: string | null;
  error_code: string;
  bank_error_code: string | null;
  error_message: string;
  fingerprint: string;
  deal_id: string | null;
  payout_id: string | null;
  self_employed_id: string | null;
  recipient_id: string | null;
  external_deal_id: string | null;
  external_recipient_id: string | null;
  external_payment_id: string | null;
  amount_kopecks: string | null;
  attempts: number;
  occurrences: number;
  first_failed_at: Date;
  last_failed_at: Date;
  stored_at: Date;
  status: LetterStatus;
  status_at: Date;
}

export function toLetterView(row: LetterRow): LetterView {
  return {
    id: row.id,
    status: row.status,
    statusAt: row.status_at,
    queue: row.queue,
    kind: row.kind,
    type: row.type,
    messageId: row.message_id,
    correlationId: row.correlation_id,
    exchange: row.exchange,
    routingKey: row.routing_key,
    traceparent: row.traceparent,
    errorCode: row.error_code,
    bankErrorCode: row.bank_error_code,
    errorMessage: row.error_message,
    fingerprint: row.fingerprint,
    dealId: row.deal_id,
    payoutId: row.payout_id,
    selfEmployedId: row.self_employed_id,
    recipientId: row.recipient_id,
    externalDealId: row.external_deal_id,
    externalRecipientId: row.external_recipient_id,
    externalPaymentId: row.external_payment_id,
    amountKopecks: row.amount_kopecks,
    attempts: row.attempts,
    occurrences: row.occurrences,
    firstFailedAt: row.first_failed_at,
    lastFailedAt: row.last_failed_at,
    storedAt: row.stored_at,
  };
}
