import { type Clock } from '@lk/kernel';
import { type ClassCount, type Period, type ReportRepository } from '../adapters/report.repository';
import { type RunRepository } from '../adapters/run.repository';
import { DRIFT_CLASSES } from '../domain/drift-classes';
import { SCOPES } from '../domain/finding';
import { scopesOfRun } from '../domain/plan';
import { judge } from '../domain/verdict';

export type ReportOf = { readonly day: string } | { readonly runId: string };

const DAY_MS = 24 * 3_600_000;

/** "Is the day green?", and why not. */
export class BuildReport {
  constructor(
    private readonly reports: ReportRepository,
    private readonly runs: RunRepository,
    private readonly clock: Clock,
  ) {}

  /** Undefined for a run that there is not. */
  async execute(of: ReportOf) {
    if ('day' in of) return this.build(periodOf(of.day), of.day, SCOPES);
    const run = await this.runs.find(of.runId);
    if (!run) return undefined;
    const to = new Date((run.finishedAt ?? this.clock.now()).getTime() + 1);
    const period = { from: run.requestedAt, to, runId: run.runId };
    const scopes = run.mode === 'incremental' || run.mode === 'sweep' ? scopesOfRun(run) : [];
    return this.build(period, null, scopes);
  }

  private async build(period: Period, day: string | null, scopes: readonly string[]) {
    const now = this.clock.now();
    const end = period.to < now ? period.to : now;
    const [classes, runs, covered, coverage] = await Promise.all([
      this.reports.byClass(period),
      this.reports.runs(period),
      this.reports.covered(period),
      this.reports.coverage(end),
    ]);
    const open = sum(classes, ({ open: count }) => count);
    const verdict = judge({
      open,
      suspectRuns: runs.suspect,
      failedRuns: runs.failed,
      brakedRuns: runs.braked,
      uncovered: scopes.filter((scope) => !covered.has(scope)),
      coverage: period.runId === undefined ? coverage.share : null,
    });
    const oldest = classes.flatMap(({ oldestOpenSince: at }) => (at ? [at.getTime()] : []));
    const oldestAt = oldest.length > 0 ? new Date(Math.min(...oldest)) : undefined;
    return {
      ...verdict,
      period: {
        ...{ day, runId: period.runId ?? null },
        from: period.from.toISOString(),
        to: period.to.toISOString(),
      },
      runs,
      ...{ found: sum(classes, ({ found }) => found), open },
      moneyAtRiskKopecks: classes
        .reduce((all, row) => all + BigInt(row.amountKopecks), 0n)
        .toString(),
      oldestOpenSince: oldestAt?.toISOString() ?? null,
      oldestOpenAgeSeconds: oldestAt
        ? Math.round((end.getTime() - oldestAt.getTime()) / 1000)
        : null,
      coverage: { ...coverage, at: coverage.at?.toISOString() ?? null },
      byClass: classes.map((row) => ({
        ...row,
        sentence: DRIFT_CLASSES[row.class].sentence,
        oldestOpenSince: row.oldestOpenSince?.toISOString() ?? null,
      })),
    };
  }
}

export type ReportView = NonNullable<Awaited<ReturnType<BuildReport['execute']>>>;

function periodOf(day: string): Period {
  const from = new Date(`${day}T00:00:00Z`);
  return { from, to: new Date(from.getTime() + DAY_MS) };
}

const sum = (rows: readonly ClassCount[], of: (row: ClassCount) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);
