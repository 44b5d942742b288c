import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type JobKind, type JobState, type Progress } from '../../domain/replays/job';
import { EMPTY_SET_HASH } from '../../domain/replays/frozen-set';
import { NO_FIGURES, type StoredFigures } from '../../domain/replays/plan-figures';
import { type Selection } from '../../domain/replays/selection';
import { type Job, type JobRow, toJob } from './job.rows';

export interface NewJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly selection: Selection;
  readonly by: { readonly id: string; readonly name: string };
  readonly at: Date;
}

export interface JobListFilter {
  readonly state?: JobState;
  readonly kind?: JobKind;
}

export interface JobCursor {
  readonly plannedAt: Date;
  readonly id: string;
}

const INSERT = `
  INSERT INTO jobs (id, kind, state, selection, hash, figures, planned_by, planned_by_name, planned_at)
  VALUES ($1, $2, 'planning', $3, $4, $5, $6, $7, $8) RETURNING *`;

const FIND = 'SELECT * FROM jobs WHERE id = $1';
const LOCK = `${FIND} FOR UPDATE`;

const LIST = `
  SELECT * FROM jobs
  WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2)
    AND ($3::timestamptz IS NULL OR (planned_at, id) < ($3, $4::uuid))
  ORDER BY planned_at DESC, id DESC LIMIT $5`;

const FREEZE = `
  UPDATE jobs SET count = count + $2, pending = pending + $2, hash = $3, cursor_at = $4,
    cursor_id = $5, figures = $6 WHERE id = $1`;

/** Columns that a person's decision or the job's own sets. */
type Decision = Partial<
  Record<
    | 'state'
    | 'options'
    | 'reason'
    | 'ticket'
    | 'started_by_name'
    | 'started_at'
    | 'approved_by_name'
    | 'approved_at'
    | 'finished_at'
    | 'stopped_reason'
    | 'waiting_for',
    unknown
  >
>;

const START_ANEW = `
  UPDATE jobs SET base_succeeded = succeeded, base_failed_again = failed_again,
    base_undecided = undecided WHERE id = $1`;

/**
 * Of undecided messages the forgiven ones are settled first: they are the older ones. Were it the other
 * way round, a newer one would count as open a while longer, and never as a success it was not.
 */
const SETTLE_LATE = `
  UPDATE jobs SET
    base_undecided = greatest(0, base_undecided - $2 - $3),
    base_succeeded = base_succeeded + least($2, base_undecided),
    base_failed_again = base_failed_again + least($3, greatest(0, base_undecided - $2))
  WHERE id = $1 AND base_undecided > 0`;

/** Jobs and their counts; the items are the business of {@link JobItemRepository}. */
export class JobRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  async insert(tx: Transaction, { id, kind, selection, by, at }: NewJob): Promise<Job> {
    const json = [JSON.stringify(selection), EMPTY_SET_HASH, JSON.stringify(NO_FIGURES)];
    return one(await tx.query<JobRow[]>(INSERT, [id, kind, ...json, by.id, by.name, at]));
  }

  async find(id: string): Promise<Job | undefined> {
    const [row] = await this.transactions.query<JobRow>(FIND, [id]);
    return row && toJob(row);
  }

  /** Locked until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<Job | undefined> {
    const [row] = await tx.query<JobRow[]>(LOCK, [id]);
    return row && toJob(row);
  }

  /** Newest first. */
  async list(filter: JobListFilter, limit: number, after?: JobCursor): Promise<Job[]> {
    const { state = null, kind = null } = filter;
    const cursor = [after?.plannedAt ?? null, after?.id ?? null];
    const rows = await this.transactions.query<JobRow>(LIST, [state, kind, ...cursor, limit]);
    return rows.map(toJob);
  }

  async set(tx: Transaction, id: string, decision: Decision): Promise<void> {
    const entries = Object.entries(decision);
    const columns = entries.map(([column], index) => `${column} = $${index + 2}`).join(', ');
    const values = entries.map(([column, value]) =>
      column === 'options' ? JSON.stringify(value) : value,
    );
    await tx.query(`UPDATE jobs SET ${columns} WHERE id = $1`, [id, ...values]);
  }

  /** One batch of the plan more. */
  async freeze(
    tx: Transaction,
    job: Job,
    batch: {
      readonly size: number;
      readonly hash: string;
      readonly last: Job['cursor'];
      readonly figures: StoredFigures;
    },
  ): Promise<void> {
    const last = batch.last ?? job.cursor;
    const cursor = [last?.failedAt ?? null, last?.id ?? null];
    const figures = JSON.stringify(batch.figures);
    await tx.query(FREEZE, [job.id, batch.size, batch.hash, ...cursor, figures]);
  }

  async count(tx: Transaction, id: string, changes: Partial<Progress>): Promise<void> {
    const entries = Object.entries(changes).filter(([, change]) => change !== 0);
    if (entries.length === 0) return;
    const columns = entries.map(([result], index) => `${result} = ${result} + $${index + 2}`);
    const values = entries.map(([, change]) => change);
    await tx.query(`UPDATE jobs SET ${columns.join(', ')} WHERE id = $1`, [id, ...values]);
  }

  /** What was forgiven as undecided stays forgiven when its outcome comes late, whichever it is. */
  async settleLate(tx: Transaction, id: string, changes: Partial<Progress>): Promise<void> {
    const { succeeded = 0, failed_again: failed = 0 } = changes;
    await tx.query(SETTLE_LATE, [id, succeeded, failed]);
  }

  /** From here on the stop rule judges what comes, and a canary goes first again. */
  async startAnew(tx: Transaction, id: string): Promise<void> {
    await tx.query(START_ANEW, [id]);
  }
}

function one(rows: readonly JobRow[]): Job {
  const [row] = rows;
  if (!row) throw new Error('A row that was written is not there');
  return toJob(row);
}
