import { type TransactionRunner } from '@lk/persistence';
import { outboxColumns } from '@lk/outbox';
import { bodyIdentity } from '../domain/bank-envelope';
import { type ReceivedWebhook, type StoredAs } from '../domain/received-webhook';
import { publicationOf } from './bank-event.publication';

/**
 * The whole hot path in one statement: raw rows, and outbox rows for those that are new. The unique
 * key on event_id decides what is new, also between two copies of this service.
 */
const STORE = `
  WITH incoming AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::timestamptz[], $6::text[],
                         $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
      WITH ORDINALITY AS t (event_id, event_type, body, body_hash, received_at, source_address,
                            quarantine_reason, deal_ref, recipient_ref, payment_ref, person_ref, position)
  ), stored AS (
    INSERT INTO bank_events (event_id, event_type, body, body_hash, received_at, source_address,
                             quarantine_reason, deal_ref, recipient_ref, payment_ref, person_ref)
    SELECT event_id, event_type, body, body_hash, received_at, source_address, quarantine_reason,
           deal_ref, recipient_ref, payment_ref, person_ref
    FROM incoming
    ON CONFLICT (event_id) DO NOTHING
    RETURNING event_id
  ), announced AS (
    INSERT INTO outbox (message_id, exchange, routing_key, content_type, correlation_id, headers, body,
                        on_unroutable)
    SELECT m.message_id, m.exchange, m.routing_key, m.content_type, m.correlation_id, m.headers, m.body,
           m.on_unroutable
    FROM unnest($12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::jsonb[], $18::bytea[],
                $19::text[])
      WITH ORDINALITY AS m (message_id, exchange, routing_key, content_type, correlation_id, headers, body,
                            on_unroutable, position)
    JOIN incoming USING (position) JOIN stored USING (event_id)
  )
  SELECT event_id FROM stored`;

/** Repeats are counted; the hash that is known tells a repeat from a conflict. */
const COUNT_REPEATS = `
  UPDATE bank_events SET duplicates = duplicates + repeats.count, last_duplicate_at = now()
  FROM unnest($1::text[], $2::int[]) AS repeats (event_id, count)
  WHERE bank_events.event_id = repeats.event_id
  RETURNING bank_events.event_id, bank_events.body_hash`;

/** The raw log of webhooks. */
export class WebhookRepository {
  /** @param announce called after a commit that put something into the outbox */
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly announce: () => void,
  ) {}

  /** Stores a group durably, all or nothing; the answers are in the order of the webhooks. */
  async store(webhooks: readonly ReceivedWebhook[]): Promise<StoredAs[]> {
    const firsts = [...new Map(webhooks.map((w) => [w.eventId, w] as const).reverse()).values()];
    const rows = await this.transactions.query<{ event_id: string }>(STORE, columnsOf(firsts));
    if (rows.length > 0) this.announce();
    const fresh = new Set(rows.map((row) => row.event_id));
    const isFirst = (webhook: ReceivedWebhook): boolean =>
      fresh.has(webhook.eventId) && firsts.includes(webhook);
    const repeats = webhooks.filter((webhook) => !isFirst(webhook));
    const conflicts = repeats.length > 0 ? await this.recordRepeats(repeats) : new Set();
    return webhooks.map((webhook) => {
      if (isFirst(webhook)) return 'stored';
      return conflicts.has(webhook) ? 'conflict' : 'duplicate';
    });
  }

  private async recordRepeats(repeats: readonly ReceivedWebhook[]): Promise<Set<ReceivedWebhook>> {
    const counts = new Map<string, number>();
    for (const { eventId } of repeats) counts.set(eventId, (counts.get(eventId) ?? 0) + 1);
    const [known] = (await this.transactions.query(COUNT_REPEATS, [
      [...counts.keys()],
      [...counts.values()],
    ])) as unknown as [{ event_id: string; body_hash: string }[]];
    const hashes = new Map(known.map((row) => [row.event_id, row.body_hash]));
    const conflicts = repeats.filter(({ eventId, bodyHash }) => hashes.get(eventId) !== bodyHash);
    if (conflicts.length > 0) await this.quarantine(conflicts);
    return new Set(conflicts);
  }

  /** The same id over another body: the first one counts, the other one is kept for a person. */
  private async quarantine(conflicts: readonly ReceivedWebhook[]): Promise<void> {
    const reason = 'ID_REUSED_WITH_OTHER_BODY';
    const evidence = conflicts.map((webhook) => ({
      ...webhook,
      eventId: bodyIdentity(webhook.body),
      outcome: { kind: 'quarantined', reason } as const,
    }));
    const unique = [...new Map(evidence.map((webhook) => [webhook.eventId, webhook])).values()];
    await this.transactions.query(STORE, columnsOf(unique));
    this.announce();
  }
}

function columnsOf(webhooks: readonly ReceivedWebhook[]): unknown[] {
  const messages = webhooks.map((webhook) => publicationOf(webhook));
  return [
    webhooks.map(({ eventId }) => eventId),
    webhooks.map(({ outcome }) => (outcome.kind === 'accepted' ? outcome.type : null)),
    webhooks.map(({ body }) => body),
    webhooks.map(({ bodyHash }) => bodyHash),
    webhooks.map(({ receivedAt }) => receivedAt.toISOString()),
    webhooks.map(({ sourceAddress }) => sourceAddress),
    webhooks.map(({ outcome }) => (outcome.kind === 'quarantined' ? outcome.reason : null)),
    ...referenceColumns(webhooks),
    ...outboxColumns(messages),
  ];
}

function referenceColumns(webhooks: readonly ReceivedWebhook[]): unknown[] {
  const references = webhooks.map(({ outcome }) =>
    outcome.kind === 'accepted' ? outcome.references : undefined,
  );
  return [
    references.map((found) => found?.dealRef ?? null),
    references.map((found) => found?.recipientRef ?? null),
    references.map((found) => found?.paymentRef ?? null),
    references.map((found) => found?.personRef ?? null),
  ];
}
