import { type TransactionRunner } from '@lk/persistence';
import { type LetterKind } from '../../domain/dead-letter';
import { type LetterStatus } from '../../domain/letter-status';
import { type Job } from './job.rows';
import { type Conditions } from '../letter-filter';

/** What of a letter decides about its replay. No body. */
export interface LetterFacts {
  readonly id: string;
  readonly status: LetterStatus;
  readonly queue: string;
  readonly kind: LetterKind;
  readonly type: string | null;
  readonly messageId: string | null;
  readonly exchange: string | null;
  readonly routingKey: string | null;
  readonly dealId: string | null;
  readonly payoutId: string | null;
  readonly selfEmployedId: string | null;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly amountKopecks: string;
  readonly occurrences: number;
  readonly lastFailedAt: Date;
  /** The same, to the last digit. */
  readonly failedAt: string;
  /** The key of its body; null: it is stored plain. */
  readonly keyId: string | null;
}

/** A message of a job that was, or may have been, sent. */
export interface SentItem {
  readonly jobId: string;
  readonly position: number;
  readonly result: 'sending' | 'sent' | 'undecided';
  readonly letterId: string;
  readonly ownerId: string | null;
  /** Of the letter when it was sent. */
  readonly occurrencesBefore: number;
  readonly sendingAt: Date;
  /** The letter as it is now; undefined when its month was dropped. */
  readonly letter: LetterFacts | undefined;
}

const COLUMNS = `
  l.id, l.status, l.queue, l.kind, l.type, l.message_id AS "messageId", l.exchange,
  l.routing_key AS "routingKey", l.deal_id AS "dealId", l.payout_id AS "payoutId",
  l.self_employed_id AS "selfEmployedId", l.error_code AS "errorCode",
  l.error_message AS "errorMessage", coalesce(l.amount_kopecks, 0)::text AS "amountKopecks",
  l.occurrences, l.last_failed_at AS "lastFailedAt", l.last_failed_at::text AS "failedAt"`;

const WITH_KEY = `
  SELECT ${COLUMNS}, b.key_id AS "keyId" FROM dead_letters l
  LEFT JOIN dead_letter_bodies b ON b.id = l.id AND b.month = l.month`;

const UNDER_WAY = `
  SELECT i.job_id, i.position, i.result, i.letter_id, i.owner_id, i.occurrences AS before,
         i.sending_at, ${COLUMNS}, NULL AS "keyId"
  FROM job_items i LEFT JOIN dead_letters l ON l.id = i.letter_id
  WHERE i.job_id = $1 AND i.result IN ('sending', 'sent') ORDER BY i.position LIMIT $2`;

const UNDECIDED = `
  SELECT i.job_id, i.position, i.result, i.letter_id, i.owner_id, i.occurrences AS before,
         i.sending_at, ${COLUMNS}, NULL AS "keyId"
  FROM job_items i JOIN dead_letters l ON l.id = i.letter_id
  WHERE i.result = 'undecided' AND (i.job_id, i.position) > ($1, $2)
  ORDER BY i.job_id, i.position LIMIT $3`;

type SentRow = Omit<LetterFacts, 'id'> & {
  readonly id: string | null;
  readonly job_id: string;
  readonly position: number;
  readonly result: SentItem['result'];
  readonly letter_id: string;
  readonly owner_id: string | null;
  readonly before: number | null;
  readonly sending_at: Date | null;
};

/** Reads letters for jobs. */
export class LetterFactsRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** Those that are gone are missing; in no order. */
  find(ids: readonly string[]): Promise<LetterFacts[]> {
    return this.transactions.query(`${WITH_KEY} WHERE l.id = ANY($1::uuid[])`, [ids]);
  }

  async count(ids: readonly string[]): Promise<number> {
    const sql = 'SELECT count(*)::int AS n FROM dead_letters WHERE id = ANY($1::uuid[])';
    const [row] = await this.transactions.query<{ n: number }>(sql, [ids]);
    return row?.n ?? 0;
  }

  /**
   * The next letters of a selection, oldest failure first. By a filter: of those that were there when
   * the job was asked for and have not changed since, so that one which fails again meanwhile is not in
   * it twice. By ids: all of them, in one go.
   */
  next(job: Job, conditions: Conditions, limit: number): Promise<LetterFacts[]> {
    const { ids, exclude = [] } = job.selection;
    if (ids) conditions.add(`l.id = ANY(${conditions.place(ids)}::uuid[])`);
    else conditions.add(`l.status_at <= ${conditions.place(job.plannedAt)}`);
    if (exclude.length > 0) conditions.add(`l.id <> ALL(${conditions.place(exclude)}::uuid[])`);
    addCursor(conditions, job);
    return this.transactions.query(
      `${WITH_KEY} WHERE ${conditions.sql}
       ORDER BY l.last_failed_at, l.id LIMIT ${conditions.place(limit)}`,
      conditions.parameters,
    );
  }

  async underWay(jobId: string, limit: number): Promise<SentItem[]> {
    const rows = await this.transactions.query<SentRow>(UNDER_WAY, [jobId, limit]);
    return rows.map(toSentItem);
  }

  /** Items whose outcome stayed open, of all jobs. */
  async undecided(
    after: { readonly jobId: string; readonly position: number },
    limit: number,
  ): Promise<SentItem[]> {
    const parameters = [after.jobId, after.position, limit];
    return (await this.transactions.query<SentRow>(UNDECIDED, parameters)).map(toSentItem);
  }
}

function addCursor(conditions: Conditions, { cursor }: Job): void {
  if (!cursor) return;
  const [at, id] = [cursor.failedAt, cursor.id].map((value) => conditions.place(value));
  conditions.add(`(l.last_failed_at, l.id) > (${at}::timestamptz, ${id}::uuid)`);
}

function toSentItem(row: SentRow): SentItem {
  const { id, job_id, position, result, letter_id, owner_id, before, sending_at, ...facts } = row;
  return {
    jobId: job_id,
    position,
    result,
    letterId: letter_id,
    ownerId: owner_id,
    occurrencesBefore: before ?? 0,
    sendingAt: sending_at ?? new Date(0),
    letter: id === null ? undefined : { ...facts, id },
  };
}
