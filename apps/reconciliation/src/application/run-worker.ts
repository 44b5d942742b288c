import { AppError, newId, sleep, toAppError } from '@lk/kernel';
import { type AppLogger } from '@lk/platform';
import { type LeaseRepository, leaseLost } from '../adapters/lease.repository';
import { type RunRepository } from '../adapters/run.repository';
import { type Run } from '../domain/run';
import { dueRuns, type Intervals } from '../domain/schedule';
import { type RunEngine } from './run-engine';

export interface WorkerSettings {
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly intervals: Intervals;
  readonly sweepHourUtc: number;
}

export interface WorkerParts {
  readonly lease: LeaseRepository;
  readonly runs: RunRepository;
  readonly engine: RunEngine;
  readonly logger: AppLogger;
}

/** After a failure of the database; the run itself stands where it was. */
const TROUBLE_PAUSE_MS = 1000;

/** Looks for runs that are due, and does them while it holds the lease: one at a time over all copies. */
export class RunWorker {
  private readonly stopping = new AbortController();
  private pause = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly parts: WorkerParts,
    private readonly settings: WorkerSettings,
  ) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** A run was asked for. */
  wake(): void {
    this.pause.abort();
  }

  /** Ends behind the present step; the run goes on in another copy, or at the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.pause = new AbortController();
      try {
        await this.turn();
        if (!signal.aborted) await sleep(this.settings.pollMs, this.pause.signal);
      } catch (error) {
        this.report(error);
        await sleep(TROUBLE_PAUSE_MS, signal);
      }
    }
  }

  private async turn(): Promise<void> {
    const scheduled = await this.due();
    if (scheduled.length === 0 && !(await this.parts.runs.findNext())) return;
    const token = await this.parts.lease.tryAcquire();
    if (token === undefined) return;
    await this.whileHolding(token, async (signal) => {
      for (const run of await this.due()) await this.parts.runs.request(run);
      for (let run = await this.next(signal); run; run = await this.next(signal)) {
        await this.parts.engine.execute(run, token, signal);
      }
    });
  }

  private next(signal: AbortSignal): Promise<Run | undefined> {
    return signal.aborted ? Promise.resolve(undefined) : this.parts.runs.findNext();
  }

  /** Put down under the lease only, so each turn of the schedule is one run. */
  private async due() {
    const { intervals, sweepHourUtc } = this.settings;
    const last = await this.parts.runs.lastScheduled();
    const unfinished = await this.parts.runs.scheduledAndUnfinished();
    return dueRuns(new Date(), last, intervals, sweepHourUtc)
      .filter(({ scope }) => !unfinished.includes(scope))
      .map((run) => ({ ...run, runId: newId(), trigger: 'schedule' as const }));
  }

  /** The lease is renewed beside the work: a call to the bank may take longer than it lasts. */
  private async whileHolding(
    token: string,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const lost = new AbortController();
    const done = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
    const beating = this.beat(token, done.signal, lost);
    try {
      await work(signal);
    } finally {
      done.abort();
      await beating;
      await this.parts.lease.release(token).catch(() => undefined);
    }
  }

  private async beat(token: string, done: AbortSignal, lost: AbortController): Promise<void> {
    while (!done.aborted) {
      await sleep(this.settings.leaseMs / 3, done);
      if (done.aborted) return;
      // Not reached is not lost: every write asks for itself.
      const held = await this.parts.lease.renew(token).catch(() => true);
      if (held) continue;
      this.report(leaseLost());
      lost.abort();
      return;
    }
  }

  private report(error: unknown): void {
    const failure = toAppError(error);
    const fields = { component: 'run worker', errorCode: failure.code };
    if (failure instanceof AppError && failure.code === 'RUN_LEASE_LOST') {
      this.parts.logger.warn('another copy has taken over the run', fields);
      return;
    }
    this.parts.logger.warn(error instanceof Error ? error : 'run worker failed', fields);
  }
}
