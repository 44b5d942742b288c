import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type AlertState } from '../domain/group-alerts';

export const GROUPINGS = ['cause', 'queue', 'type', 'deal', 'bank-error-code', 'hour'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** One group of a list; the last lines are there only for groupings by cause. */
export class GroupView {
  /** Fingerprint, queue, type, deal id (ours, else the bank's), bank error code or start of the hour. */
  readonly key!: string | null;
  /** Open, those being replayed among them. */
  readonly open!: number;
  readonly replaying!: number;
  readonly total!: number;
  /** Sum over the open ones, as text. */
  readonly openKopecks!: string;
  readonly firstFailedAt!: Date | null;
  readonly lastFailedAt!: Date | null;
  /** Since when there has always been an open letter: the age of the group. */
  readonly openSince!: Date | null;
  readonly queue?: string;
  readonly type?: string | null;
  readonly errorCode?: string;
  readonly bankErrorCode?: string | null;
  readonly sampleMessage?: string;
  readonly note?: string | null;
  readonly noteBy?: string | null;
  readonly noteAt?: Date | null;
}

const COUNTS = `
  open_count AS open, replaying_count AS replaying, total_count AS total,
  open_kopecks::text AS "openKopecks"`;
const SUMS = `
  sum(open_count)::int AS open, sum(replaying_count)::int AS replaying,
  sum(total_count)::int AS total, sum(open_kopecks)::text AS "openKopecks"`;
const TIMES = `
  first_failed_at AS "firstFailedAt", last_failed_at AS "lastFailedAt", open_since AS "openSince"`;
const SPANS = `
  min(first_failed_at) AS "firstFailedAt", max(last_failed_at) AS "lastFailedAt",
  min(open_since) AS "openSince"`;

/** Over the groups by cause, which are few. */
const summed = (column: string): string => `
  SELECT ${column} AS key, ${SUMS}, ${SPANS} FROM dead_letter_groups
  GROUP BY 1 HAVING sum(open_count) > 0 OR ($1 AND sum(total_count) > 0)
  ORDER BY open DESC, max(last_failed_at) DESC LIMIT $2`;

/** `$1`: groups without an open letter too. `$2`: limit. */
const LISTS: Readonly<Record<Exclude<Grouping, 'deal'>, string>> = {
  cause: `
    SELECT fingerprint AS key, ${COUNTS}, ${TIMES}, queue, type, error_code AS "errorCode",
           bank_error_code AS "bankErrorCode", sample_message AS "sampleMessage", note,
           note_by AS "noteBy", note_at AS "noteAt"
    FROM dead_letter_groups WHERE open_count > 0 OR ($1 AND (total_count > 0 OR note IS NOT NULL))
    ORDER BY open_count DESC, last_failed_at DESC LIMIT $2`,
  queue: summed('queue'),
  type: summed('type'),
  'bank-error-code': summed('bank_error_code'),
  hour: `
    SELECT to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS key, ${SUMS},
           hour AS "firstFailedAt", NULL AS "lastFailedAt", NULL AS "openSince"
    FROM dead_letter_hours
    GROUP BY hour HAVING sum(open_count) > 0 OR ($1 AND sum(total_count) > 0)
    ORDER BY hour DESC LIMIT $2`,
};

/** Two statements, because each has an index of its own that ends it after some rows. */
const dealList = (column: string): string => `
  SELECT deal_key AS key, ${COUNTS}, ${TIMES} FROM dead_letter_deals
  WHERE ${column} > 0 ORDER BY ${column} DESC, last_failed_at DESC LIMIT $1`;
const OPEN_DEALS = dealList('open_count');
const ALL_DEALS = dealList('total_count');

const WRITE_NOTE = `
  UPDATE dead_letter_groups SET note = $2, note_by = $3, note_at = $4
  WHERE fingerprint = $1 RETURNING 1`;

const OPEN_BY_QUEUE = `
  SELECT queue, sum(open_count)::int AS open FROM dead_letter_groups GROUP BY queue`;

const GROWN = `
  SELECT fingerprint, queue, type, error_code AS "errorCode", bank_error_code AS "bankErrorCode",
         open_count AS "openCount", total_count AS "totalCount", alerts,
         alerted_open AS "alertedOpen", alerted_at AS "alertedAt"
  FROM dead_letter_groups WHERE open_count > alerted_open ORDER BY fingerprint LIMIT 1000`;

const ALERTED = `
  UPDATE dead_letter_groups
  SET alerts = alerts + 1, alerted_open = least(open_count, $3), alerted_at = $4
  WHERE fingerprint = $1 AND alerts = $2`;

/** A group that grew since its last alert. */
export interface GrownGroup extends Omit<AlertState, 'alertedAt'> {
  readonly alertedAt: Date | null;
  readonly fingerprint: string;
  readonly queue: string;
  readonly type: string | null;
  readonly errorCode: string;
  readonly bankErrorCode: string | null;
  readonly totalCount: number;
  /** Alerts sent about it so far. */
  readonly alerts: number;
}

export interface GroupNote {
  /** Null takes the note away. */
  readonly text: string | null;
  readonly by: string;
  readonly at: Date;
}

/** Groups as the rollups have them. */
export class GroupRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** Most open letters first; hours newest first. */
  async list(by: Grouping, limit: number, withSettled: boolean): Promise<GroupView[]> {
    if (by === 'deal') {
      return this.transactions.query<GroupView>(withSettled ? ALL_DEALS : OPEN_DEALS, [limit]);
    }
    return this.transactions.query<GroupView>(LISTS[by], [withSettled, limit]);
  }

  /** @returns whether there is such a group */
  async writeNote(
    tx: Transaction,
    fingerprint: string,
    { text, by, at }: GroupNote,
  ): Promise<boolean> {
    // For an UPDATE the driver answers with a pair: the rows and their number.
    const [rows] = await tx.query<[unknown[], number]>(WRITE_NOTE, [fingerprint, text, by, at]);
    return rows.length > 0;
  }

  async openByQueue(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.transactions.query<{ queue: string; open: number }>(OPEN_BY_QUEUE);
    return new Map(rows.map(({ queue, open }) => [queue, open]));
  }

  findGrown(): Promise<GrownGroup[]> {
    return this.transactions.query<GrownGroup>(GROWN);
  }

  /** Nothing happens when another process was faster. */
  async rememberAlert({ fingerprint, alerts, openCount }: GrownGroup, at: Date): Promise<void> {
    await this.transactions.query(ALERTED, [fingerprint, alerts, openCount, at]);
  }
}
