import { type TransactionRunner } from '@lk/persistence';
import { type LetterRepository } from '../../adapters/letter.repository';
import { type ItemMove, type JobItemRepository } from '../../adapters/replays/job-item.repository';
import {
  type JobLease,
  type JobLeaseRepository,
} from '../../adapters/replays/job-lease.repository';
import { type JobRepository } from '../../adapters/replays/job.repository';
import { type JobKind } from '../../domain/replays/job';
import { statusToAct } from '../../domain/replays/selection';
import { type ChangeLetterStatus } from '../change-letter-status.use-case';

/** Letters of one transaction: they and their groups stay locked until its end. */
const BATCH = 200;

/** Discards or restores the letters of a job, a batch at a time; letters, items and counts at once. */
export class ChangeStatuses {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly leases: JobLeaseRepository,
    private readonly jobs: JobRepository,
    private readonly items: JobItemRepository,
    private readonly letters: LetterRepository,
    private readonly changing: ChangeLetterStatus,
    private readonly now: () => Date,
  ) {}

  async step(lease: JobLease, kind: Exclude<JobKind, 'replay'>): Promise<void> {
    const pending = await this.items.takePending(lease.jobId, BATCH);
    await this.transactions.run(async (tx) => {
      const { state } = await this.leases.hold(tx, lease);
      if (state !== 'running') return;
      const ids = pending.map(({ letterId }) => letterId);
      const wanted = statusToAct(kind);
      const fit = (await this.letters.lock(tx, ids)).filter(({ status }) => status === wanted);
      const to = kind === 'discard' ? 'discarded' : 'open';
      const change = await this.changing.execute(
        tx,
        fit.map(({ id }) => id),
        to,
      );
      const changed = new Set(change.changed);
      const moves = pending.map(({ position, letterId }): ItemMove => {
        if (changed.has(letterId)) return { position, to: 'succeeded' };
        return { position, to: 'skipped', errorCode: `NOT_${wanted.toUpperCase()}` };
      });
      const { changes } = await this.items.move(tx, lease.jobId, ['pending'], moves, this.now());
      await this.jobs.count(tx, lease.jobId, changes);
      if (pending.length === BATCH) return;
      await this.jobs.set(tx, lease.jobId, { state: 'finished', finished_at: this.now() });
    });
  }
}
