import { AppError, toAppError } from '@lk/kernel';
import { type AppLogger } from '@lk/platform';
import { TBankError } from '@lk/tbank-client';
import { isBusy } from '../adapters/bank.reader';
import { type RunRepository } from '../adapters/run.repository';
import { type WorkRepository } from '../adapters/work.repository';
import { type Suspicion } from '../domain/list-watch';
import { type PhaseName, scopeOfPhase } from '../domain/plan';
import { type Run } from '../domain/run';
import { NotBelieved, type Phase, type RunMemory, RunPostponed } from './run-context';
import { type RunLedger } from './run-ledger';

/** What a run of everything waits for by itself. */
const SHORT_WAIT_MS = 30_000;

export type Phases = Readonly<Partial<Record<PhaseName, Phase>>>;

/** Does a run phase by phase, from where it stands. Throws what is no fault of the run. */
export class RunEngine {
  constructor(
    private readonly ledger: RunLedger,
    private readonly runs: RunRepository,
    private readonly work: WorkRepository,
    private readonly phases: Phases,
    private readonly logger: AppLogger,
  ) {}

  /**
   * Until the run ends, is put off, or the process stops; then another step, here or in another copy,
   * goes on at its cursor.
   */
  async execute(found: Run, token: string, stopping: AbortSignal): Promise<void> {
    const memory: RunMemory = { personalFacts: new Map() };
    let run = await this.ledger.begin(found, token);
    while (run.state === 'running' && !stopping.aborted) {
      const next = await this.step(run, token, memory, stopping);
      if (!next) return;
      this.logPlan(run, next);
      run = next;
      if (run.mode === 'sweep' && run.state === 'running' && (await this.givesWay())) {
        await this.ledger.postpone(run, token, 0, false);
        return;
      }
    }
    if (run.state === 'running') return;
    this.logger.info('reconciliation run ended', {
      job: run.runId,
      kind: run.scope,
      state: run.state,
    });
    await this.work.forget(run.runId);
  }

  /** @returns undefined when the run was put off or has failed */
  private async step(
    run: Run,
    token: string,
    memory: RunMemory,
    stopping: AbortSignal,
  ): Promise<Run | undefined> {
    const { phase } = run;
    if (phase === null) throw new Error('A run that has begun has a phase');
    try {
      const context = { run, scope: scopeOfPhase(phase), memory };
      const write = await this.phaseOf(phase).step(context, run.cursor ?? undefined);
      return await this.ledger.step(run, phase, token, write);
    } catch (error) {
      if (stopping.aborted) return undefined;
      if (error instanceof RunPostponed) {
        if (run.scope === 'all' && error.delayMs > SHORT_WAIT_MS) {
          return await this.ledger.handOver(run, phase, token, error.delayMs);
        }
        const isPhaseDone = error.goesOnAt === 'next-phase';
        await this.ledger.postpone(run, token, error.delayMs, isPhaseDone);
        return undefined;
      }
      const reason = suspicionOf(error);
      if (reason) return this.doubt(run, phase, token, reason, error);
      if (isOfEnvironment(error)) throw error;
      await this.fail(run, token, error);
      return undefined;
    }
  }

  private phaseOf(name: PhaseName): Phase {
    const phase = this.phases[name];
    if (!phase) throw new Error(`There is no phase ${name}`);
    return phase;
  }

  private doubt(
    run: Run,
    phase: PhaseName,
    token: string,
    reason: Suspicion,
    error: unknown,
  ): Promise<Run> {
    const { code: errorCode } = toAppError(error);
    const fields = { job: run.runId, phase, reason, errorCode };
    this.logger.warn('answers are not believed, nothing is repaired', fields);
    return this.ledger.doubt(run, phase, token, reason);
  }

  private async fail(run: Run, token: string, error: unknown): Promise<void> {
    const fields = { job: run.runId, phase: run.phase };
    this.logger.error(error instanceof Error ? error : 'reconciliation run failed', fields);
    await this.ledger.fail(run, token, toAppError(error).code);
    await this.work.forget(run.runId);
  }

  /** A sweep takes an hour: what changed lately does not wait for it. */
  private givesWay(): Promise<boolean> {
    return this.runs.isSomethingMoreUrgent();
  }

  /** Before the first call of a scope beyond the plan's own. */
  private logPlan(before: Run, after: Run): void {
    for (const [scope, plan] of Object.entries(after.plan ?? {})) {
      if (before.plan?.[plan.scope]) continue;
      const count = Object.values(plan.calls).reduce((sum, calls) => sum + calls, 0);
      this.logger.info('reconciliation plan', {
        ...{ job: after.runId, kind: scope, type: plan.strategy, count },
        durationMs: plan.seconds * 1000,
      });
    }
  }
}

function suspicionOf(error: unknown): Suspicion | undefined {
  if (error instanceof NotBelieved) return error.reason;
  if (error instanceof TBankError || isBusy(error)) return 'PAGE_FAILED';
  return error instanceof AppError && error.code === 'OWNER_UNAVAILABLE'
    ? 'OWNER_FAILED'
    : undefined;
}

const OF_ENVIRONMENT = ['RUN_LEASE_LOST', 'DATABASE_UNAVAILABLE', 'DATABASE_CONFLICT'];

/** The run is as it was: it goes on when the database is back, or elsewhere. */
const isOfEnvironment = (error: unknown): boolean =>
  error instanceof AppError && OF_ENVIRONMENT.includes(error.code);
