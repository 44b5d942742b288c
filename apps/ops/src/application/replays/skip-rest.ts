import { type TransactionRunner } from '@lk/persistence';
import { type JobItemRepository } from '../../adapters/replays/job-item.repository';
import {
  type JobLease,
  type JobLeaseRepository,
} from '../../adapters/replays/job-lease.repository';
import { type JobRepository } from '../../adapters/replays/job.repository';

const BATCH = 5000;

/** Of a cancelled job: what was not sent is told so, one by one, so that no item is left open. */
export class SkipRest {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly leases: JobLeaseRepository,
    private readonly jobs: JobRepository,
    private readonly items: JobItemRepository,
    private readonly now: () => Date,
  ) {}

  async step(lease: JobLease): Promise<void> {
    await this.transactions.run(async (tx) => {
      await this.leases.hold(tx, lease);
      const n = await this.items.skipPending(tx, lease.jobId, BATCH, this.now());
      await this.jobs.count(tx, lease.jobId, { pending: -n, skipped: n });
    });
  }
}
