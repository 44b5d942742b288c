import { type TransactionRunner } from '@lk/persistence';

export class QueueStatsView {
  readonly queue!: string;
  readonly open!: number;
  readonly oldestOpenSince!: Date | null;
}

/** The dead letters in figures. */
export class LetterStatsView {
  /** Waiting for something, those being replayed among them. */
  readonly open!: number;
  readonly replaying!: number;
  readonly resolved!: number;
  readonly discarded!: number;
  /** Sum of the amounts of the open ones; kopecks as text. */
  readonly openKopecks!: string;
  /** Causes with an open letter. */
  readonly groups!: number;
  /** Since when some group has always had an open letter. */
  readonly oldestOpenSince!: Date | null;
  /** Most open letters first. */
  readonly byQueue!: readonly QueueStatsView[];
}

/** From the rollups, whatever the number of letters; discarded ones are few, and counted. */
const SUMS = `
  SELECT coalesce(sum(open_count), 0)::int AS open,
         coalesce(sum(replaying_count), 0)::int AS replaying,
         coalesce(sum(total_count - open_count), 0)::int AS settled,
         coalesce(sum(open_kopecks), 0)::text AS "openKopecks",
         (count(*) FILTER (WHERE open_count > 0))::int AS groups,
         min(open_since) AS "oldestOpenSince",
         (SELECT count(*)::int FROM dead_letters WHERE status = 'discarded') AS discarded
  FROM dead_letter_groups`;

const BY_QUEUE = `
  SELECT queue, sum(open_count)::int AS open, min(open_since) AS "oldestOpenSince"
  FROM dead_letter_groups GROUP BY queue HAVING sum(open_count) > 0 ORDER BY open DESC, queue`;

type Sums = Omit<LetterStatsView, 'byQueue' | 'resolved'> & { readonly settled: number };

export class LetterStatsRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  async read(): Promise<LetterStatsView> {
    const [[sums], byQueue] = await Promise.all([
      this.transactions.query<Sums>(SUMS),
      this.transactions.query<QueueStatsView>(BY_QUEUE),
    ]);
    if (!sums) throw new Error('A sum always has a row');
    const { settled, ...stats } = sums;
    return { ...stats, resolved: Math.max(0, settled - stats.discarded), byQueue };
  }
}
