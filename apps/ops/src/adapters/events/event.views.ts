/** A webhook as the ingress stored it: no word of its body. Ids are the bank's. */
export class EventView {
  readonly eventId!: string;
  /** Null: it was not understood. */
  readonly type!: string | null;
  readonly state!: 'published' | 'quarantined';
  readonly receivedAt!: string;
  /** How often the bank sent it again. */
  readonly duplicates!: number;
  readonly lastDuplicateAt!: string | null;
  /** How often on call had it published again. */
  readonly redeliveries!: number;
  readonly lastRedeliveredAt!: string | null;
  readonly quarantineReason!: string | null;
  readonly sourceAddress!: string;
  /** Bytes of the body. */
  readonly size!: number;
  readonly externalDealId!: string | null;
  readonly externalRecipientId!: string | null;
  readonly externalPaymentId!: string | null;
}

export class EventListView {
  /** Newest first. */
  readonly events!: readonly EventView[];
  /** Give it as `after` for the next page; null on the last one. */
  readonly next!: string | null;
}

/** Personal data: shown to a person whose look is in the audit log. */
export class RevealedEventView {
  readonly eventId!: string;
  /** As the bank signed it. */
  readonly body!: string;
  /** `base64` when the bytes are no UTF-8. */
  readonly encoding!: 'utf8' | 'base64';
}
