import { newId, sleep } from '@lk/kernel';
import {
  type JobLease,
  type JobLeaseRepository,
} from '../../adapters/replays/job-lease.repository';
import { type RunJob } from './run-job';

/** Jobs that one process works on at once: each has a batch of bodies in memory. */
const MAX_AT_ONCE = 8;

export interface JobWorkerOptions {
  readonly leases: JobLeaseRepository;
  readonly newRun: (lease: JobLease) => RunJob;
  readonly pollMs: number;
  /** Jobs could not be looked for. */
  readonly failed: (error: unknown) => void;
}

/**
 * Takes jobs that nobody works on, of this process and of others that died. Any number of copies may
 * run; each job has one worker over all of them.
 */
export class JobWorker {
  private readonly owner = newId();
  private readonly stopping = new AbortController();
  private readonly runs = new Set<Promise<void>>();
  private pause = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: JobWorkerOptions) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** There may be something to do. */
  wake(): void {
    this.pause.abort();
  }

  /** Ends after the present steps; the leases are given back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
    await Promise.all(this.runs);
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.pause = new AbortController();
      const lease = this.runs.size < MAX_AT_ONCE ? await this.claim() : undefined;
      if (lease) this.run(lease);
      else await sleep(this.options.pollMs, this.pause.signal);
    }
  }

  private run(lease: JobLease): void {
    const run = this.options
      .newRun(lease)
      .execute(this.stopping.signal)
      .finally(() => {
        this.runs.delete(run);
        this.wake();
      });
    this.runs.add(run);
  }

  private claim(): Promise<JobLease | undefined> {
    return this.options.leases.claim(this.owner).catch((error: unknown) => {
      this.options.failed(error);
      return undefined;
    });
  }
}
