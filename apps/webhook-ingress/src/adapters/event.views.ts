/** A webhook as the log shows it: no word of its body. Ids are the bank's. */
export class EventView {
  readonly eventId!: string;
  /** Null: it was not understood. */
  readonly type!: string | null;
  readonly state!: 'published' | 'quarantined';
  readonly receivedAt!: Date;
  /** How often the bank sent it again. */
  readonly duplicates!: number;
  readonly lastDuplicateAt!: Date | null;
  /** How often on call had it published again. */
  readonly redeliveries!: number;
  readonly lastRedeliveredAt!: Date | null;
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

/** The columns of {@link EventView}. */
export const EVENT_COLUMNS = `
  event_id AS "eventId", event_type AS type,
  CASE WHEN quarantine_reason IS NULL THEN 'published' ELSE 'quarantined' END AS state,
  received_at AS "receivedAt", duplicates, last_duplicate_at AS "lastDuplicateAt", redeliveries,
  last_redelivered_at AS "lastRedeliveredAt", quarantine_reason AS "quarantineReason",
  source_address AS "sourceAddress", octet_length(body) AS size, deal_ref AS "externalDealId",
  recipient_ref AS "externalRecipientId", payment_ref AS "externalPaymentId"`;
