import { backoffMs, sleep, toAppError } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import {
  type JobLease,
  type JobLeaseRepository,
  LeaseLostError,
} from '../../adapters/replays/job-lease.repository';
import { type Job } from '../../adapters/replays/job.rows';
import { underWay } from '../../domain/replays/job';
import { type ChangeStatuses } from './change-statuses';
import { type PlanJob } from './plan-job';
import { type RunReplay } from './run-replay';
import { type SkipRest } from './skip-rest';

export interface RunJobTools {
  readonly transactions: TransactionRunner;
  readonly leases: JobLeaseRepository;
  readonly planning: PlanJob;
  readonly statuses: ChangeStatuses;
  readonly skipping: SkipRest;
  /** A fresh one for each run. */
  readonly newReplay: () => RunReplay;
  /** A step failed and is tried again. */
  readonly failed: (error: unknown) => void;
}

/** Works on one job, step by step, until there is nothing to do, the process stops, or the lease is lost. */
export class RunJob {
  private readonly replay: RunReplay;

  constructor(
    private readonly tools: RunJobTools,
    private readonly lease: JobLease,
  ) {
    this.replay = tools.newReplay();
  }

  async execute(stopping: AbortSignal): Promise<void> {
    for (let failures = 0; !stopping.aborted;) {
      try {
        const waitMs = await this.step();
        failures = 0;
        if (waitMs === undefined) break;
        if (waitMs > 0) await sleep(waitMs, stopping);
      } catch (error) {
        if (error instanceof LeaseLostError) return;
        failures += 1;
        this.tools.failed(toAppError(error));
        await sleep(backoffMs(failures, 100, 5000), stopping);
      }
    }
    // A database that is away ends the lease by itself.
    await this.tools.leases.release(this.lease).catch(() => undefined);
  }

  /** @returns milliseconds until the next step; undefined when there is nothing to do */
  private async step(): Promise<number | undefined> {
    const { transactions, leases, planning, statuses, skipping } = this.tools;
    const job = await transactions.run((tx) => leases.hold(tx, this.lease));
    if (job.state === 'planning') {
      await planning.step(this.lease, job);
      return 0;
    }
    if (job.state === 'cancelled' && job.progress.pending > 0) {
      await skipping.step(this.lease);
      return 0;
    }
    if (!hasWork(job)) return undefined;
    if (job.kind === 'replay') return this.replay.step(this.lease, job);
    await statuses.step(this.lease, job.kind);
    return 0;
  }
}

/** A job that was paused, stopped or cancelled is still followed until its last message is decided. */
const hasWork = ({ state, progress }: Job): boolean =>
  state === 'running' || underWay(progress) > 0;
