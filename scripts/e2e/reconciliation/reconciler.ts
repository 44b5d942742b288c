import { Cabinet } from '../../demo/cabinet';
import { countDeadLetters } from '../../demo/dead-letters';
import { Http, until } from '../../demo/http';
import { queryPostgres } from '../../stack';
import { type RunningSystem } from '../../system';
import { type ExpectedDrift } from './drift-kinds';
import { type Plant } from './registry';

/** Plants of one request; the simulator takes a megabyte. */
const PLANTS_AT_ONCE = 1000;

export interface RunRow {
  readonly state: string;
  readonly braked: boolean;
  readonly suspect: readonly { readonly scope: string; readonly reason: string }[];
}

export interface DriftRow extends ExpectedDrift {
  readonly status: string;
  readonly action: string;
}

/** What the tests do with reconciliation, the bank and the database of a running system. */
export class Reconciler {
  private constructor(
    readonly system: RunningSystem,
    readonly http: Http,
    readonly cabinet: Cabinet,
  ) {}

  static async open(system: RunningSystem): Promise<Reconciler> {
    const cabinet = await Cabinet.connect(system.env.AMQP_URL ?? '');
    return new Reconciler(system, new Http(system.env), cabinet);
  }

  query<T>(sql: string): Promise<T[]> {
    return queryPostgres(this.system.env.DATABASE_URL ?? '', sql) as Promise<T[]>;
  }

  async plant(plants: readonly Plant[]): Promise<void> {
    for (let at = 0; at < plants.length; at += PLANTS_AT_ONCE) {
      await this.http.bank('POST', '/plants', { plants: plants.slice(at, at + PLANTS_AT_ONCE) });
    }
  }

  faults(faults: object): Promise<unknown> {
    return this.http.bank('PUT', '/faults', faults);
  }

  /** Asks for a run, as the cabinet does, and waits for its end and for what it published. */
  async run(body: { scope: string; mode?: string }): Promise<RunRow> {
    const [{ runs } = { runs: 0 }] = await this.query<{ runs: number }>(ENDED);
    const reply = await this.cabinet.command('reconciliation.run', body);
    if (reply.status !== 'completed') throw new Error(JSON.stringify(reply));
    await until(
      'the run',
      () => this.query<{ runs: number }>(ENDED),
      ([row]) => Number(row?.runs) > Number(runs),
      RUN_PATIENCE_MS,
    );
    const [run] = await this.query<RunRow>(
      `SELECT state, braked, suspect FROM reconciliation.runs WHERE state NOT IN ('queued', 'running')
       ORDER BY finished_at DESC LIMIT 1`,
    );
    if (!run) throw new Error('The run is gone');
    await this.settled();
    return run;
  }

  /** What was published has been dealt with: no outbox and no queue holds anything. */
  async settled(): Promise<void> {
    const waiting = async (): Promise<number> => {
      const [row] = await this.query<{ rows: number }>(OUTBOXES);
      const depths = await Promise.all(QUEUES.map((queue) => this.cabinet.depth(queue)));
      return Number(row?.rows) + depths.reduce((sum, depth) => sum + depth, 0);
    };
    await until('nothing in flight', waiting, (count) => count === 0, RUN_PATIENCE_MS);
  }

  /** Everything that was called drift, whatever became of it. */
  drifts(where = 'true'): Promise<DriftRow[]> {
    return this.query<DriftRow>(`
      SELECT class, subject_kind AS "subjectKind", subject_id AS "subjectId", status, action
      FROM reconciliation.drifts WHERE status <> 'candidate' AND ${where}`);
  }

  deadLetters(queue: string): Promise<number> {
    return countDeadLetters(this.cabinet, this.system.env.DATABASE_URL ?? '', queue);
  }

  async close(): Promise<void> {
    await this.cabinet.close();
  }
}

/** Ten thousand deals take a minute. */
const RUN_PATIENCE_MS = 600_000;

const ENDED = `
  SELECT count(*) FILTER (WHERE state NOT IN ('queued', 'running'))::int AS runs FROM reconciliation.runs`;

const SERVICES = ['reconciliation', 'deal', 'payout', 'self_employed_risk'];
const OUTBOXES = `
  SELECT (${SERVICES.map((schema) => `(SELECT count(*) FROM ${schema}.outbox)`).join(' + ')})::int AS rows`;
const QUEUES = ['deal.events', 'payout.events', 'self-employed-risk.events'];
