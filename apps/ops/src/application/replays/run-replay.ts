import { type TransactionRunner } from '@lk/persistence';
import {
  type JobLease,
  type JobLeaseRepository,
} from '../../adapters/replays/job-lease.repository';
import { type JobRepository } from '../../adapters/replays/job.repository';
import { type Job } from '../../adapters/replays/job.rows';
import { DEFAULT_OPTIONS, type Progress } from '../../domain/replays/job';
import { type Move, nextMove } from '../../domain/replays/pace';
import { TokenBucket } from '../../domain/replays/token-bucket';
import { type FollowSent } from './follow-sent';
import { type RecoverSending } from './recover-sending';
import { type SendBatch } from './send-batch';

/** Messages of one batch: what is in memory with its body, and what a crash may leave in doubt. */
const MAX_BATCH = 100;

export interface ReplayTools {
  readonly transactions: TransactionRunner;
  readonly leases: JobLeaseRepository;
  readonly jobs: JobRepository;
  readonly following: FollowSent;
  readonly sending: SendBatch;
  /** One for each run: what it has seen belongs to one job. */
  readonly recovering: RecoverSending;
  readonly inFlight: number;
  readonly pollMs: number;
  readonly now: () => Date;
}

/** The life of a replay while one process has its lease. */
export class RunReplay {
  private readonly bucket = new TokenBucket(performance.now());
  private followAt = 0;
  private inDoubt = 0;

  constructor(private readonly tools: ReplayTools) {}

  /** @returns milliseconds until the next step */
  async step(lease: JobLease, job: Job): Promise<number> {
    await this.follow(lease);
    const current = await this.hold(lease);
    const move = nextMove(optionsOf(current), countsSinceStart(current), this.tools.inFlight);
    if (current.state !== 'running') return this.tools.pollMs;
    if (this.inDoubt > 0) {
      const waitingFor = `${this.inDoubt} messages may have been sent before an interruption`;
      return this.note(lease, job, waitingFor, this.tools.pollMs);
    }
    return this.make(lease, current, move);
  }

  /** Outcomes are looked for at their own pace, not with each batch that is sent. */
  private async follow(lease: JobLease): Promise<void> {
    if (performance.now() < this.followAt) return;
    this.followAt = performance.now() + this.tools.pollMs;
    const doubtful = await this.tools.following.execute(lease);
    this.inDoubt = doubtful.length;
    await this.tools.recovering.execute(lease, doubtful);
  }

  private async make(lease: JobLease, job: Job, move: Move): Promise<number> {
    switch (move.action) {
      case 'send':
        return this.send(lease, job, move);
      case 'wait':
        return this.note(lease, job, null, Math.max(10, this.followAt - performance.now()));
      case 'stop':
        await this.end(lease, { state: 'stopped', stopped_reason: move.reason });
        return this.tools.pollMs;
      case 'finish':
        await this.end(lease, { state: 'finished', finished_at: this.tools.now() });
        return 0;
    }
  }

  private async send(
    lease: JobLease,
    job: Job,
    { rate, allowance }: Extract<Move, { action: 'send' }>,
  ): Promise<number> {
    const most = this.bucket.take(Math.min(MAX_BATCH, allowance), rate, performance.now());
    if (most === 0) return Math.min(this.tools.pollMs, this.bucket.waitMs(rate));
    const result = await this.tools.sending.execute(lease, most);
    this.bucket.giveBack(most - result.sent);
    if (result.sent + result.settled === 0) {
      return this.note(lease, job, result.waitingFor, this.tools.pollMs);
    }
    // What stays `sending` although its batch has ended is in doubt; it is looked at before the next.
    if (result.unconfirmed > 0) this.followAt = 0;
    return this.note(lease, job, null, 0);
  }

  private async note(
    lease: JobLease,
    { waitingFor }: Job,
    text: string | null,
    waitMs: number,
  ): Promise<number> {
    if (waitingFor !== text) {
      await this.tools.transactions.run(async (tx) => {
        await this.tools.leases.hold(tx, lease);
        await this.tools.jobs.set(tx, lease.jobId, { waiting_for: text });
      });
    }
    return waitMs;
  }

  private hold(lease: JobLease): Promise<Job> {
    return this.tools.transactions.run((tx) => this.tools.leases.hold(tx, lease));
  }

  /** Unless a person has decided something else at this moment. */
  private async end(lease: JobLease, ending: Parameters<JobRepository['set']>[2]): Promise<void> {
    await this.tools.transactions.run(async (tx) => {
      const { state } = await this.tools.leases.hold(tx, lease);
      if (state !== 'running') return;
      await this.tools.jobs.set(tx, lease.jobId, { ...ending, waiting_for: null });
    });
  }
}

export const optionsOf = ({ options }: Job) => options ?? DEFAULT_OPTIONS;

/**
 * The counts as the stop rule sees them: what was decided before a resume after a stop is forgiven.
 * {@link JobRepository.settleLate} keeps what was forgiven in step with late outcomes. A job of before
 * that may have fewer undecided than were forgiven: the difference came late, as successes for all that
 * is known, and takes neither failures nor the whole canary away from the rule.
 */
export function countsSinceStart({ progress, baseline }: Job): Progress {
  const late = Math.max(0, baseline.undecided - progress.undecided);
  return {
    ...progress,
    succeeded: Math.max(0, progress.succeeded - baseline.succeeded - late),
    failed_again: progress.failed_again - baseline.failed_again,
    undecided: Math.max(0, progress.undecided - baseline.undecided),
  };
}
