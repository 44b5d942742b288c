import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type NewDelivery } from '../application/request-delivery.use-case';
import { type DeliveryQueue } from '../application/dispatcher';
import { type Channel, type Delivery, type Notice } from '../domain/delivery';
import { type Verdict } from '../domain/verdict';

/** Two equal alerts at once must not open two windows; no row exists yet that they could lock. */
const LOCK_ALERT = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';

/** The unique key decides what is new; a repeat of an alert is counted on the row it belongs to. */
const STORE = `
  INSERT INTO deliveries (id, channel, status, kind, template, severity, audience, deal_id,
                          parameters, subject, text, dedup_key, window_start)
  SELECT gen_random_uuid(), d.channel, d.status, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11,
         CASE WHEN $3 = 'alert' THEN coalesce(
           (SELECT max(w.window_start) FROM deliveries w WHERE w.kind = 'alert'
              AND w.dedup_key = $11 AND w.window_start > now() - $12 * interval '1 second'),
           now()) ELSE 'epoch' END
  FROM unnest($1::text[], $2::text[]) AS d (channel, status)
  ON CONFLICT ON CONSTRAINT deliveries_once DO UPDATE SET count = deliveries.count + 1
  RETURNING channel, count`;

/** ARRAY(...) is evaluated once; with IN the planner may repeat it and exceed the limit. */
const CLAIM = `
  UPDATE deliveries
  SET attempts = attempts + 1, locked_until = now() + $3 * interval '1 ms'
  WHERE id = ANY(ARRAY(
    SELECT id FROM deliveries
    WHERE status = 'pending' AND channel = $1 AND next_attempt_at <= now()
      AND (locked_until IS NULL OR locked_until <= now())
    ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED))
  RETURNING id, kind, template, severity, audience, deal_id, parameters, subject, text, attempts,
            count, created_at`;

/** The number of the attempt tells whether the lease is still ours. */
const SETTLE = `
  UPDATE deliveries
  SET status = $3::text, error_code = $4, locked_until = NULL,
      next_attempt_at = now() + $5 * interval '1 ms',
      delivered_at = CASE WHEN $3::text = 'delivered' THEN now() END
  WHERE id = $1 AND attempts = $2 AND status = 'pending'`;

/** The partial index alone; bounded, because beyond the bound the exact number tells nothing more. */
const COUNT_PENDING = `
  SELECT channel, count(*)::int AS count
  FROM (SELECT channel FROM deliveries WHERE status = 'pending' LIMIT 100000) AS pending
  GROUP BY channel`;

interface Row {
  id: string;
  kind: Delivery['kind'];
  template: string;
  severity: string | null;
  audience: Delivery['audience'];
  deal_id: string | null;
  parameters: Delivery['parameters'];
  subject: string;
  text: string;
  attempts: number;
  count: number;
  created_at: Date;
}

/** The table of deliveries: what is to be sent, what was, what could not be. */
export class DeliveryRepository implements DeliveryQueue {
  /** @param alertWindowSeconds equal alerts inside this time are one delivery */
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly alertWindowSeconds: number,
  ) {}

  /** @returns the channels on which the notice is new */
  async store(
    tx: Transaction,
    notice: Notice,
    deliveries: readonly NewDelivery[],
  ): Promise<Channel[]> {
    const { kind, template, severity = null, audience, dealId = null, dedupKey } = notice;
    if (kind === 'alert') await tx.query(LOCK_ALERT, [dedupKey]);
    const rows = await tx.query<{ channel: Channel; count: number }[]>(STORE, [
      deliveries.map(({ channel }) => channel),
      deliveries.map(({ status }) => status),
      ...[kind, template, severity, audience, dealId, JSON.stringify(notice.parameters)],
      ...[notice.subject, notice.text, dedupKey, this.alertWindowSeconds],
    ]);
    return rows.filter(({ count }) => count === 1).map(({ channel }) => channel);
  }

  async claim(channel: Channel, limit: number, leaseMs: number): Promise<Delivery[]> {
    // For an UPDATE the driver answers with a pair: the rows and their number.
    const [rows] = (await this.transactions.query(CLAIM, [channel, limit, leaseMs])) as unknown as [
      Row[],
    ];
    return rows.map((row) => toDelivery(row));
  }

  async settle({ id, attempts }: Delivery, verdict: Verdict): Promise<void> {
    const errorCode = verdict.status === 'delivered' ? null : verdict.errorCode;
    const delayMs = verdict.status === 'pending' ? verdict.delayMs : 0;
    await this.transactions.query(SETTLE, [id, attempts, verdict.status, errorCode, delayMs]);
  }

  async countPending(): Promise<ReadonlyMap<Channel, number>> {
    const rows = await this.transactions.query<{ channel: Channel; count: number }>(COUNT_PENDING);
    return new Map(rows.map(({ channel, count }) => [channel, count]));
  }
}

function toDelivery(row: Row): Delivery {
  const { deal_id: dealId, severity, created_at: createdAt, ...same } = row;
  return { ...same, severity: severity ?? undefined, dealId: dealId ?? undefined, createdAt };
}
