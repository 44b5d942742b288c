import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type LastRuns } from '../domain/schedule';
import { type Scope } from '../domain/finding';
import { type NewRun, type Run } from '../domain/run';

const COLUMNS = `
  run_id AS "runId", scope, mode, trigger, deal_id AS "dealId", requested_by AS "requestedBy", state,
  requested_at AS "requestedAt", started_at AS "startedAt", finished_at AS "finishedAt", phase, cursor,
  plan, stats, suspect, braked`;

/** One deal first, then what was seen and must be seen again; a sweep waits for everybody. */
const URGENCY = `array_position(ARRAY['deal', 'recheck', 'incremental', 'sweep'], mode)`;

const INSERT = `
  INSERT INTO runs (run_id, scope, mode, trigger, deal_id, requested_by, state, not_before)
  VALUES ($1, $2, $3, $4, $5, $6, 'queued', COALESCE($7, clock_timestamp()))
  ON CONFLICT (run_id) DO NOTHING`;

const IS_DUE = `(state = 'running' OR state = 'queued' AND not_before <= clock_timestamp())`;
const NEXT = `
  SELECT ${COLUMNS} FROM runs WHERE ${IS_DUE} ORDER BY ${URGENCY}, requested_at, run_id LIMIT 1`;

const BEGIN = `
  UPDATE runs SET state = 'running', token = $2, started_at = COALESCE(started_at, clock_timestamp())
  WHERE run_id = $1`;

const SAVE = `
  UPDATE runs SET phase = $2, cursor = $3, plan = $4, stats = $5, suspect = $6, braked = $7
  WHERE run_id = $1`;

const MORE_URGENT = `
  SELECT 1 FROM runs WHERE state = 'queued' AND not_before <= clock_timestamp()
    AND mode <> 'sweep' LIMIT 1`;

const LAST_SCHEDULED = `
  SELECT scope, mode, max(requested_at) AS at FROM runs
  WHERE trigger = 'schedule' AND requested_at > clock_timestamp() - interval '3 days'
  GROUP BY scope, mode`;

const IS_QUEUED = `SELECT 1 FROM runs WHERE scope = $1 AND state = 'queued' LIMIT 1`;

const UNFINISHED = `
  SELECT scope FROM runs WHERE trigger = 'schedule' AND state IN ('queued', 'running')`;

interface ScheduledRow {
  scope: Scope | 'all';
  mode: string;
  at: Date;
}

/** Runs as rows: what is asked for, how far it is, what came of it. */
export class RunRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** A run of the same id is the same run. */
  async add(tx: Pick<Transaction, 'query'>, run: NewRun): Promise<void> {
    const {
      runId,
      scope,
      mode,
      trigger,
      dealId = null,
      requestedBy = null,
      notBefore = null,
    } = run;
    await tx.query(INSERT, [runId, scope, mode, trigger, dealId, requestedBy, notBefore]);
  }

  async isQueued(tx: Pick<Transaction, 'query'>, scope: Scope): Promise<boolean> {
    return (await tx.query<unknown[]>(IS_QUEUED, [scope])).length > 0;
  }

  async request(run: NewRun): Promise<void> {
    await this.transactions.run((tx) => this.add(tx, run));
  }

  /** The most urgent run that is due, one that was interrupted among them. */
  async findNext(): Promise<Run | undefined> {
    const [run] = await this.transactions.query<Run>(NEXT);
    return run;
  }

  async begin(tx: Transaction, runId: string, token: string): Promise<void> {
    await tx.query(BEGIN, [runId, token]);
  }

  async save(tx: Transaction, run: Run): Promise<void> {
    const { runId, phase, cursor, plan, stats, suspect, braked } = run;
    const json = [cursor, plan, stats, suspect].map((value) =>
      value === null ? null : JSON.stringify(value),
    );
    await tx.query(SAVE, [runId, phase, ...json, braked]);
  }

  /** Back into the queue, to go on where it is. */
  async postpone(tx: Transaction, runId: string, delayMs: number): Promise<void> {
    const sql = `
      UPDATE runs SET state = 'queued',
        not_before = clock_timestamp() + $2::float8 * interval '1 ms' WHERE run_id = $1`;
    await tx.query(sql, [runId, delayMs]);
  }

  async finish(tx: Transaction, { runId, state }: Pick<Run, 'runId' | 'state'>): Promise<void> {
    const sql = `UPDATE runs SET state = $2, finished_at = clock_timestamp() WHERE run_id = $1`;
    await tx.query(sql, [runId, state]);
  }

  async isSomethingMoreUrgent(): Promise<boolean> {
    return (await this.transactions.query(MORE_URGENT)).length > 0;
  }

  /** When each scope was last put on the schedule. */
  async lastScheduled(): Promise<LastRuns> {
    const rows = await this.transactions.query<ScheduledRow>(LAST_SCHEDULED);
    const sweep = rows.find(({ mode }) => mode === 'sweep')?.at;
    const entries = rows.flatMap(({ scope, mode, at }) =>
      mode === 'incremental' && scope !== 'all' ? [[scope, at] as const] : [],
    );
    return { incremental: Object.fromEntries(entries), sweep };
  }

  /** Scopes whose last scheduled run is not through yet. */
  async scheduledAndUnfinished(): Promise<readonly string[]> {
    const rows = await this.transactions.query<{ scope: string }>(UNFINISHED);
    return rows.map(({ scope }) => scope);
  }

  async find(runId: string): Promise<Run | undefined> {
    const sql = `SELECT ${COLUMNS} FROM runs WHERE run_id = $1`;
    const [run] = await this.transactions.query<Run>(sql, [runId]);
    return run;
  }

  /** Newest first. */
  list(limit: number): Promise<Run[]> {
    const sql = `SELECT ${COLUMNS} FROM runs ORDER BY requested_at DESC, run_id LIMIT $1`;
    return this.transactions.query<Run>(sql, [limit]);
  }

  async mark<T>(name: string): Promise<T | undefined> {
    const sql = 'SELECT value FROM marks WHERE name = $1';
    const [row] = await this.transactions.query<{ value: T }>(sql, [name]);
    return row?.value;
  }

  async setMark(tx: Transaction, name: string, value: unknown): Promise<void> {
    const sql = `INSERT INTO marks VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2`;
    await tx.query(sql, [name, JSON.stringify(value)]);
  }
}
