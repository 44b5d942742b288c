import { type LetterStatus } from './letter-status';

export type LetterKind = 'event' | 'command';

/** A message of a dead-letter queue as the broker delivered it. */
export interface RawDeadLetter {
  /** The dead-letter queue, without namespace. */
  readonly deadLetterQueue: string;
  readonly body: Buffer;
  /** AMQP properties, headers among them; whatever the sender and the broker put there. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Ids and the amount that a message is about, as far as they can be told. */
export interface BusinessFields {
  /** Ours. */
  readonly dealId?: string;
  readonly payoutId?: string;
  readonly selfEmployedId?: string;
  readonly recipientId?: string;
  /** The bank's. */
  readonly externalDealId?: string;
  readonly externalRecipientId?: string;
  readonly externalPaymentId?: string;
  readonly amountKopecks?: bigint;
}

/** Why the message is a dead letter, this time. */
export interface Failure {
  readonly errorCode: string;
  readonly bankErrorCode?: string;
  /** A sentence without personal data. */
  readonly errorMessage: string;
  readonly attempts: number;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  /** Equal for two deliveries of one copy; empty when the copy does not tell. */
  readonly copyKey: string;
}

/** Letters with one cause are one group. */
export interface Cause {
  readonly fingerprint: string;
  readonly queue: string;
  readonly kind: LetterKind;
  readonly type: string | undefined;
  readonly errorCode: string;
  readonly bankErrorCode: string | undefined;
}

/** A dead letter on its way into the tables. */
export interface ReadLetter extends Failure, BusinessFields {
  /** SHA-256 over queue, message id and body: the same for each failure of the same message. */
  readonly identity: Buffer;
  readonly fingerprint: string;
  /** The origin queue, without namespace. */
  readonly queue: string;
  readonly kind: LetterKind;
  /** Event type or command name. */
  readonly type?: string;
  readonly messageId?: string;
  readonly correlationId?: string;
  /** Where the message was published first, without namespace. */
  readonly exchange?: string;
  readonly routingKey?: string;
  readonly traceparent?: string;
  readonly body: Buffer;
  /** All properties with all headers, as JSON. */
  readonly properties: Buffer;
}

/** What of a stored letter decides about the next copy of it, and what the rollups count. */
export interface StoredLetter extends Cause {
  readonly id: string;
  readonly month: string;
  readonly status: LetterStatus;
  readonly dealKey: string | undefined;
  readonly amountKopecks: bigint;
  readonly lastFailedAt: Date;
  readonly errorMessage: string;
}
