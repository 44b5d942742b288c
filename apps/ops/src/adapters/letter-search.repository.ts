import { type TransactionRunner } from '@lk/persistence';
import { conditionsOf, type LetterFilter } from './letter-filter';
import {
  type EarlierFailureView,
  type LetterDetails,
  type LetterEditView,
  type LetterReplayView,
  type LetterRow,
  type LetterView,
  toLetterView,
} from './letter.views';

/** Where the next page begins: after this letter. */
export interface LetterCursor {
  readonly lastFailedAt: Date;
  readonly id: string;
}

export interface LetterPage {
  readonly letters: readonly LetterView[];
  readonly next: LetterCursor | undefined;
}

const COLUMNS = `
  l.id, l.queue, l.kind, l.type, l.message_id, l.correlation_id, l.exchange, l.routing_key,
  l.traceparent, l.error_code, l.bank_error_code, l.error_message, l.fingerprint, l.deal_id,
  l.payout_id, l.self_employed_id, l.recipient_id, l.external_deal_id, l.external_recipient_id,
  l.external_payment_id, l.amount_kopecks::text AS amount_kopecks, l.attempts, l.occurrences,
  l.first_failed_at, l.last_failed_at, l.stored_at, l.status, l.status_at`;

const ONE = `SELECT ${COLUMNS}, b.key_id FROM dead_letters l
  JOIN dead_letter_bodies b ON b.id = l.id AND b.month = l.month WHERE l.id = $1`;

const FAILURES = `
  SELECT failed_at AS at, error_code AS "errorCode", error_message AS "errorMessage", attempts
  FROM dead_letter_failures WHERE id = $1 ORDER BY failed_at DESC, number DESC LIMIT 100`;

const REPLAYS = `
  SELECT i.job_id AS "jobId", j.kind, i.result, coalesce(i.settled_at, i.sent_at) AS at,
         i.error_code AS "errorCode"
  FROM job_items i JOIN jobs j ON j.id = i.job_id
  WHERE i.letter_id = $1 ORDER BY j.planned_at DESC LIMIT 100`;

const EDITS = `
  SELECT id, state, message_id AS "messageId", created_by_name AS by, created_at AS at,
         sent_at AS "sentAt"
  FROM edits WHERE letter_id = $1 ORDER BY created_at DESC LIMIT 100`;

const HAS_TRIGRAMS = `SELECT to_regclass('dead_letters_text_trigrams') IS NOT NULL AS yes`;

/** Reads letters, never their bodies. */
export class LetterSearchRepository {
  private trigrams: Promise<boolean> | undefined;

  constructor(private readonly transactions: TransactionRunner) {}

  /** Newest failure first. A letter that fails again between two pages moves to the first one. */
  async list(filter: LetterFilter, limit: number, after?: LetterCursor): Promise<LetterPage> {
    const conditions = conditionsOf(filter, await this.hasTrigrams());
    if (after) {
      const places = [after.lastFailedAt, after.id].map((value) => conditions.place(value));
      conditions.add(`(l.last_failed_at, l.id) < (${places.join(', ')})`);
    }
    const rows = await this.transactions.query<LetterRow>(
      `SELECT ${COLUMNS} FROM dead_letters l WHERE ${conditions.sql}
       ORDER BY l.last_failed_at DESC, l.id DESC LIMIT ${conditions.place(limit + 1)}`,
      conditions.parameters,
    );
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const next = last && { lastFailedAt: last.last_failed_at, id: last.id };
    return { letters: page.map((row) => toLetterView(row)), next };
  }

  /** How many there are; counting ends at `most`. */
  async count(filter: LetterFilter, most: number): Promise<number> {
    const conditions = conditionsOf(filter, await this.hasTrigrams());
    const [row] = await this.transactions.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (
         SELECT 1 FROM dead_letters l WHERE ${conditions.sql} LIMIT ${conditions.place(most)}) found`,
      conditions.parameters,
    );
    return row?.count ?? 0;
  }

  /** Ids of a selection, oldest failure first: the order in which they are replayed. */
  async selectIds(filter: LetterFilter, limit: number): Promise<string[]> {
    const conditions = conditionsOf(filter, await this.hasTrigrams());
    const rows = await this.transactions.query<{ id: string }>(
      `SELECT l.id FROM dead_letters l WHERE ${conditions.sql}
       ORDER BY l.last_failed_at, l.id LIMIT ${conditions.place(limit)}`,
      conditions.parameters,
    );
    return rows.map(({ id }) => id);
  }

  async find(id: string): Promise<LetterDetails | undefined> {
    const [row] = await this.transactions.query<LetterRow & { key_id: string | null }>(ONE, [id]);
    if (!row) return undefined;
    const of = <T>(sql: string): Promise<T[]> => this.transactions.query<T>(sql, [id]);
    const [earlierFailures, replays, edits] = await Promise.all([
      of<EarlierFailureView>(FAILURES),
      of<LetterReplayView>(REPLAYS),
      of<LetterEditView>(EDITS),
    ]);
    return { ...toLetterView(row), keyId: row.key_id, earlierFailures, replays, edits };
  }

  /** Whether any part of a message is found, or its beginning only. */
  hasTrigrams(): Promise<boolean> {
    this.trigrams ??= this.transactions
      .query<{ yes: boolean }>(HAS_TRIGRAMS)
      .then(([row]) => row?.yes ?? false);
    this.trigrams.catch(() => (this.trigrams = undefined));
    return this.trigrams;
  }
}
