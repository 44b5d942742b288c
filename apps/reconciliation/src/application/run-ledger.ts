import { deterministicId } from '@lk/kernel';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type DriftAnnouncements } from '../adapters/drift-announcements';
import { type LeaseRepository } from '../adapters/lease.repository';
import { type RunRepository } from '../adapters/run.repository';
import { type WorkRepository } from '../adapters/work.repository';
import { type Suspicion } from '../domain/list-watch';
import {
  nextPhase,
  phaseBehindScope,
  type PhaseName,
  scopeOfPhase,
  scopesOfRun,
} from '../domain/plan';
import { addStats, NO_STATS, type Run } from '../domain/run';
import { type OpenSamples } from '../adapters/open-samples.repository';
import { type Recheck } from './recheck';
import { type StepEnd, type Write } from './run-context';
import { totalsOf } from './run-totals';
import { suspectAlert } from './suspect-alert';

export interface LedgerParts {
  readonly transactions: TransactionRunner;
  readonly lease: LeaseRepository;
  readonly runs: RunRepository;
  readonly work: WorkRepository;
  readonly announcements: DriftAnnouncements;
  readonly samples: OpenSamples;
  readonly recheck: Recheck;
}

/**
 * Every write of a run: the lease is proven in the same transaction, and the cursor moves with what
 * was written. Throws AppError `RUN_LEASE_LOST` when another copy has taken over.
 */
export class RunLedger {
  constructor(private readonly parts: LedgerParts) {}

  begin(run: Run, token: string): Promise<Run> {
    return this.fenced(token, async (tx) => {
      const phase = run.phase ?? nextPhase(run, {}, undefined) ?? null;
      await this.parts.runs.begin(tx, run.runId, token);
      const begun: Run = {
        ...run,
        phase,
        state: 'running',
        startedAt: run.startedAt ?? new Date(),
      };
      await this.parts.runs.save(tx, begun);
      return begun;
    });
  }

  /** @returns the run as it stands behind the step; its phase is null behind the last one */
  step(run: Run, phase: PhaseName, token: string, write: Write): Promise<Run> {
    return this.fenced(token, async (tx) => {
      const moved = movedOn(run, phase, await write(tx));
      if (moved.phase === null) return this.finish(tx, moved);
      await this.parts.runs.save(tx, moved);
      return moved;
    });
  }

  /** Nothing that this scope of the run found is used; the run goes on behind it. */
  doubt(run: Run, phase: PhaseName, token: string, reason: Suspicion): Promise<Run> {
    const scope = scopeOfPhase(phase);
    return this.fenced(token, async (tx) => {
      await this.parts.work.dropFindings(tx, run.runId, scope);
      const suspect = [...run.suspect, { scope, reason }];
      const behind = phaseBehindScope(run, scope) ?? null;
      const doubted: Run = { ...run, suspect, phase: behind, cursor: null };
      await this.parts.announcements.alert(tx, suspectAlert(run.runId, scope, reason));
      if (behind === null) return this.finish(tx, doubted);
      await this.parts.runs.save(tx, doubted);
      return doubted;
    });
  }

  /** Back into the queue; the next phase is another step of the same run. */
  postpone(run: Run, token: string, delayMs: number, isPhaseDone: boolean): Promise<void> {
    return this.fenced(token, async (tx) => {
      if (isPhaseDone && run.phase) await this.parts.runs.save(tx, movedOn(run, run.phase, {}));
      await this.parts.runs.postpone(tx, run.runId, delayMs);
    });
  }

  /**
   * A run of everything does not wait for what is to be had much later: that scope becomes a run of its
   * own, unless one waits already, and this one goes on behind it.
   */
  handOver(run: Run, phase: PhaseName, token: string, delayMs: number): Promise<Run> {
    const scope = scopeOfPhase(phase);
    return this.fenced(token, async (tx) => {
      const { runId, mode, trigger, requestedBy } = run;
      await this.parts.work.dropFindings(tx, runId, scope);
      if (!(await this.parts.runs.isQueued(tx, scope))) {
        const notBefore = new Date(Date.now() + delayMs);
        const own = { runId: deterministicId('run', runId, scope), scope, mode, trigger };
        await this.parts.runs.add(tx, { ...own, requestedBy: requestedBy ?? undefined, notBefore });
      }
      const moved: Run = { ...run, phase: phaseBehindScope(run, scope) ?? null, cursor: null };
      if (moved.phase === null) return this.finish(tx, moved);
      await this.parts.runs.save(tx, moved);
      return moved;
    });
  }

  /** Something of ours is broken: the run ends, the next one tries anew. */
  fail(run: Run, token: string, code: string): Promise<void> {
    return this.fenced(token, async (tx) => {
      await this.parts.announcements.alert(tx, {
        code: 'RECONCILIATION_FAILED',
        severity: 'critical',
        summary: 'A reconciliation run failed',
        dedupKey: `reconciliation-failed:${run.runId}`,
        details: { runId: run.runId, scope: run.scope, errorCode: code },
      });
      await this.end(tx, { ...run, state: 'failed' });
    });
  }

  private async finish(tx: Transaction, run: Run): Promise<Run> {
    const finished: Run = { ...run, state: run.suspect.length > 0 ? 'suspect' : 'finished' };
    await this.end(tx, finished);
    for (const scope of scopesOfRun(run)) await this.parts.recheck.plan(tx, run, scope);
    return finished;
  }

  private async end(tx: Transaction, run: Run): Promise<void> {
    await this.parts.runs.save(tx, run);
    await this.parts.runs.finish(tx, run);
    await this.parts.samples.take(tx);
    const { runId, scope, state, braked, suspect } = run;
    const suspectReasons = [...new Set(suspect.map(({ reason }) => reason))];
    const { compared, found, repaired, proposed } = totalsOf(run);
    await this.parts.announcements.finished(tx, runId, {
      ...{ runId, scope, state, suspectReasons, braked, compared, found, repaired, proposed },
    });
  }

  private fenced<T>(token: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.parts.transactions.run(async (tx) => {
      await this.parts.lease.fence(tx, token);
      return work(tx);
    });
  }
}

function movedOn(run: Run, phase: PhaseName, { next, stats, plan, suspicion }: StepEnd): Run {
  const scope = scopeOfPhase(phase);
  const plans = plan ? { ...run.plan, [scope]: plan } : run.plan;
  const strategies = Object.fromEntries(
    Object.entries(plans ?? {}).map(([name, { strategy }]) => [name, strategy]),
  );
  const counted = addStats(run.stats[scope] ?? NO_STATS, stats ?? {});
  return {
    ...run,
    phase: next ? phase : (nextPhase(run, strategies, phase) ?? null),
    cursor: next ?? null,
    plan: plans,
    stats: { ...run.stats, [scope]: counted },
    braked: run.braked || counted.braked > 0,
    suspect: suspicion ? [...run.suspect, { scope, reason: suspicion }] : run.suspect,
  };
}
