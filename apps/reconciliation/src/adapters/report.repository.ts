import { type TransactionRunner } from '@lk/persistence';
import { type DriftClass } from '../domain/drift-classes';
import { OPEN_STATUSES } from '../domain/drift-life';
import { type Scope } from '../domain/finding';

const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ');

/** Of a period ($1, $2), or of one run ($3). */
const IN_PERIOD = `opened_at >= $1 AND opened_at < $2 AND ($3::uuid IS NULL OR opened_run = $3)`;
/** Open at the end of the period: not closed before. */
const OPEN_THEN = `opened_at < $2 AND (status IN (${OPEN}) OR closed_at >= $2)
  AND ($3::uuid IS NULL OR opened_run = $3 OR last_run = $3)`;

const BY_CLASS = `
  SELECT class,
    count(*) FILTER (WHERE ${IN_PERIOD})::integer AS found,
    count(*) FILTER (WHERE ${OPEN_THEN})::integer AS open,
    count(*) FILTER (WHERE ${OPEN_THEN} AND status = 'proposed')::integer AS proposed,
    count(*) FILTER (WHERE ${IN_PERIOD} AND repair_attempts > 0)::integer AS repaired,
    count(*) FILTER (WHERE ${IN_PERIOD} AND status = 'resolved')::integer AS resolved,
    COALESCE(sum(amount_kopecks) FILTER (WHERE ${OPEN_THEN}), 0)::text AS "amountKopecks",
    min(opened_at) FILTER (WHERE ${OPEN_THEN}) AS "oldestOpenSince"
  FROM drifts WHERE opened_at < $2 AND status <> 'candidate'
    AND (opened_at >= $1 OR status IN (${OPEN}) OR closed_at >= $2)
  GROUP BY class ORDER BY class`;

const RUNS = `
  SELECT count(*)::integer AS total,
    count(*) FILTER (WHERE state = 'finished')::integer AS finished,
    count(*) FILTER (WHERE state = 'suspect')::integer AS suspect,
    count(*) FILTER (WHERE state = 'failed')::integer AS failed,
    count(*) FILTER (WHERE braked)::integer AS braked
  FROM runs WHERE ($3::uuid IS NULL AND requested_at >= $1 AND requested_at < $2 OR run_id = $3)`;

/** A scope that a run began and did not have to doubt; a look at one deal covers nothing. */
const BELIEVED = `
  FROM runs r CROSS JOIN LATERAL jsonb_object_keys(r.stats) AS covered
  WHERE r.state IN ('finished', 'suspect') AND r.mode IN ('incremental', 'sweep')
    AND NOT EXISTS (SELECT FROM jsonb_array_elements(r.suspect) s WHERE s ->> 'scope' = covered)`;

const COVERED = `
  SELECT DISTINCT covered AS scope ${BELIEVED} AND finished_at >= $1 AND finished_at < $2`;

const LAST_SUCCESS = `
  SELECT covered AS scope, max(finished_at) AS at ${BELIEVED}
    AND finished_at > clock_timestamp() - interval '7 days' GROUP BY covered`;

const COVERAGE = `
  SELECT (stats -> 'deals' ->> 'live')::integer AS live,
         (stats -> 'deals' ->> 'liveCompared')::integer AS compared, finished_at AS at
  ${BELIEVED} AND covered = 'deals'
    AND finished_at > $1::timestamptz - interval '1 hour' AND finished_at <= $1
  ORDER BY finished_at DESC LIMIT 1`;

const OPEN_BY_CLASS = `
  SELECT class, count(*)::integer AS open,
         extract(epoch FROM clock_timestamp() - min(opened_at))::float8 AS "oldestSeconds"
  FROM drifts WHERE status IN (${OPEN}) GROUP BY class`;

export interface Period {
  readonly from: Date;
  readonly to: Date;
  readonly runId?: string | undefined;
}

export interface ClassCount {
  readonly class: DriftClass;
  readonly found: number;
  readonly open: number;
  readonly proposed: number;
  readonly repaired: number;
  readonly resolved: number;
  readonly amountKopecks: string;
  readonly oldestOpenSince: Date | null;
}

export interface RunCounts {
  readonly total: number;
  readonly finished: number;
  readonly suspect: number;
  readonly failed: number;
  readonly braked: number;
}

export interface Coverage {
  readonly live: number;
  readonly compared: number;
  /** Null when there was nothing alive to compare. */
  readonly share: number | null;
  readonly at: Date | null;
}

interface CoverageRow {
  live: number;
  compared: number;
  at: Date;
}

/** Counts for reports and metrics. */
export class ReportRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  byClass(period: Period): Promise<ClassCount[]> {
    return this.transactions.query(BY_CLASS, parametersOf(period));
  }

  async runs(period: Period): Promise<RunCounts> {
    const [row] = await this.transactions.query<RunCounts>(RUNS, parametersOf(period));
    return row ?? { total: 0, finished: 0, suspect: 0, failed: 0, braked: 0 };
  }

  /** Scopes that a believed run has covered in the period. */
  async covered({ from, to }: Period): Promise<Set<string>> {
    const rows = await this.transactions.query<{ scope: string }>(COVERED, [from, to]);
    return new Set(rows.map(({ scope }) => scope));
  }

  /** How much of what is alive was compared in the hour before `at`. */
  async coverage(at: Date): Promise<Coverage> {
    const [row] = await this.transactions.query<CoverageRow>(COVERAGE, [at]);
    if (!row) return { live: 0, compared: 0, share: 0, at: null };
    return { ...row, share: row.live === 0 ? null : row.compared / row.live };
  }

  openByClass(): Promise<{ class: DriftClass; open: number; oldestSeconds: number }[]> {
    return this.transactions.query(OPEN_BY_CLASS);
  }

  /** When each scope was last covered by a run that was believed. */
  async lastSuccess(): Promise<Map<Scope, Date>> {
    const rows = await this.transactions.query<{ scope: Scope; at: Date }>(LAST_SUCCESS);
    return new Map(rows.map(({ scope, at }) => [scope, at]));
  }
}

const parametersOf = ({ from, to, runId }: Period): unknown[] => [from, to, runId ?? null];
