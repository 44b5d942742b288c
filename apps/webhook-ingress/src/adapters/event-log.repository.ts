import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { EVENT_COLUMNS, type EventView } from './event.views';
import { type EventCursor, type EventsLookup, type EventsQuery } from './events.query';

/** An event as it came, for publishing it again. */
export interface StoredEvent {
  readonly eventId: string;
  readonly body: Buffer;
  readonly receivedAt: Date;
  readonly quarantined: boolean;
}

const ONE = `SELECT ${EVENT_COLUMNS} FROM bank_events WHERE event_id = $1`;

const RAW = 'SELECT body FROM bank_events WHERE event_id = $1';

const LOCK = `
  SELECT event_id AS "eventId", body, received_at AS "receivedAt",
         quarantine_reason IS NOT NULL AS quarantined
  FROM bank_events WHERE event_id = $1 FOR UPDATE`;

const COUNT_REDELIVERY = `
  UPDATE bank_events SET redeliveries = redeliveries + 1, last_redelivered_at = now()
  WHERE event_id = $1`;

/** One look at an index for each way of naming events; together they are few. */
const LOOK_UP = `
  SELECT ${EVENT_COLUMNS} FROM bank_events WHERE event_id IN (
    SELECT event_id FROM bank_events WHERE event_id = ANY($1::text[])
    UNION (SELECT event_id FROM bank_events WHERE deal_ref = ANY($2::text[])
           ORDER BY received_at DESC LIMIT $6)
    UNION (SELECT event_id FROM bank_events WHERE payment_ref = ANY($3::text[])
           ORDER BY received_at DESC LIMIT $6)
    UNION (SELECT event_id FROM bank_events WHERE recipient_ref = ANY($4::text[])
           AND deal_ref IS NULL AND payment_ref IS NULL ORDER BY received_at DESC LIMIT $6)
    UNION (SELECT event_id FROM bank_events WHERE person_ref = ANY($5::text[])
           ORDER BY received_at DESC LIMIT $6))
  ORDER BY received_at DESC, event_id DESC LIMIT $6`;

/** Reads the raw log of webhooks. */
export class EventLogRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** Newest first, at most `limit`. */
  async list(query: EventsQuery, limit: number, after?: EventCursor): Promise<EventView[]> {
    const { sql, parameters } = conditionsOf(query, after);
    return this.transactions.query<EventView>(
      `SELECT ${EVENT_COLUMNS} FROM bank_events WHERE ${sql}
       ORDER BY received_at DESC, event_id DESC LIMIT $${parameters.length + 1}`,
      [...parameters, limit],
    );
  }

  /** Events that match any of what is named, newest first. */
  lookUp({ limit, ...by }: EventsLookup): Promise<EventView[]> {
    const { eventIds, dealIds, paymentIds, recipientIds, personRefs } = by;
    const parameters = [eventIds, dealIds, paymentIds, recipientIds, personRefs, limit];
    return this.transactions.query<EventView>(LOOK_UP, parameters);
  }

  async find(eventId: string): Promise<EventView | undefined> {
    return (await this.transactions.query<EventView>(ONE, [eventId]))[0];
  }

  /** The bytes as the bank signed them: personal data. */
  async raw(eventId: string): Promise<Buffer | undefined> {
    return (await this.transactions.query<{ body: Buffer }>(RAW, [eventId]))[0]?.body;
  }

  /** Locks the event until the transaction ends. */
  async lock(tx: Transaction, eventId: string): Promise<StoredEvent | undefined> {
    return (await tx.query<StoredEvent[]>(LOCK, [eventId]))[0];
  }

  async countRedelivery(tx: Transaction, eventId: string): Promise<void> {
    await tx.query(COUNT_REDELIVERY, [eventId]);
  }
}

/** Only what is given becomes a condition, so that the planner may choose its index. */
function conditionsOf(
  { type, state, since, until, dealId, paymentId }: EventsQuery,
  after?: EventCursor,
): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const parameters: unknown[] = [];
  const parts: string[] = [];
  const add = (part: (place: string) => string, value: unknown): void => {
    if (value === undefined) return;
    parameters.push(value);
    parts.push(part(`$${parameters.length}`));
  };
  add((place) => `event_type = ${place}`, type);
  add((place) => `received_at >= ${place}`, since);
  add((place) => `received_at < ${place}`, until);
  add((place) => `deal_ref = ${place}`, dealId);
  add((place) => `payment_ref = ${place}`, paymentId);
  if (after) {
    parameters.push(after.receivedAt, after.eventId);
    parts.push(`(received_at, event_id) < ($${parameters.length - 1}, $${parameters.length})`);
  }
  if (state) parts.push(`quarantine_reason IS ${state === 'published' ? '' : 'NOT '}NULL`);
  return { sql: parts.length === 0 ? 'true' : parts.join(' AND '), parameters };
}
