import { type TransactionRunner } from '@lk/persistence';
import { type DriftClass } from '../domain/drift-classes';
import { type DriftStatus } from '../domain/drift-life';
import { type Drift, DRIFT_COLUMNS } from './drift.repository';

/** All that is given must hold; without `status` everything but candidates, which are no drift yet. */
export interface DriftFilter {
  readonly status?: DriftStatus | undefined;
  readonly class?: DriftClass | undefined;
  /** Ours or the bank's. */
  readonly dealId?: string | undefined;
  readonly payoutId?: string | undefined;
  readonly subjectId?: string | undefined;
  /** Called drift by this run. */
  readonly run?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export interface DriftHistoryRow {
  readonly driftId: string;
  readonly from: DriftStatus | null;
  readonly to: DriftStatus;
  readonly runId: string | null;
  readonly actor: string | null;
  readonly note: string | null;
  readonly at: Date;
}

/** A condition over `drifts` for each field of the filter; `$` is the place of its value. */
const CONDITIONS: Readonly<Record<keyof DriftFilter, string>> = {
  status: 'status = $',
  class: 'class = $',
  dealId: '(deal_id::text = $ OR external_deal_id = $)',
  payoutId: 'payout_id = $',
  subjectId: 'subject_id = $',
  run: 'opened_run = $',
  from: 'opened_at >= $',
  to: 'opened_at < $',
};

/** Reading drifts: for lists, exports and timelines. */
export class DriftSearchRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** By id; give the last one as `after`. */
  list(filter: DriftFilter, limit: number, after?: string): Promise<Drift[]> {
    const parameters: unknown[] = [];
    const place = (value: unknown): string => `$${parameters.push(value)}`;
    const given = Object.entries(filter) as [keyof DriftFilter, unknown][];
    const conditions = given
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => CONDITIONS[field].replaceAll('$', place(value)));
    if (filter.status === undefined) conditions.push(`status <> 'candidate'`);
    if (after !== undefined) conditions.push(`drift_id > ${place(after)}`);
    const sql = `
      SELECT ${DRIFT_COLUMNS} FROM drifts WHERE ${conditions.join(' AND ')}
      ORDER BY drift_id LIMIT ${place(limit)}`;
    return this.transactions.query<Drift>(sql, parameters);
  }

  async find(driftId: string): Promise<Drift | undefined> {
    const sql = `SELECT ${DRIFT_COLUMNS} FROM drifts WHERE drift_id = $1`;
    const [drift] = await this.transactions.query<Drift>(sql, [driftId]);
    return drift;
  }

  history(driftId: string): Promise<DriftHistoryRow[]> {
    const sql = `
      SELECT drift_id AS "driftId", from_status AS "from", to_status AS "to", run_id AS "runId",
             actor, note, at
      FROM drift_history WHERE drift_id = $1 ORDER BY id`;
    return this.transactions.query(sql, [driftId]);
  }

  /** Every row of the filter, a page at a time: an export of any length takes one page of memory. */
  async *all(filter: DriftFilter): AsyncGenerator<Drift, void, undefined> {
    let after: string | undefined;
    do {
      const page: Drift[] = await this.list(filter, 500, after);
      yield* page;
      after = page.length < 500 ? undefined : page.at(-1)?.driftId;
    } while (after !== undefined);
  }
}
