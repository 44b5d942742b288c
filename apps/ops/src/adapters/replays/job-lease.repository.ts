import { AppError } from '@lk/kernel';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type Job, type JobRow, toJob } from './job.rows';

/** The right to work on a job, until another process has it. */
export interface JobLease {
  readonly jobId: string;
  /** Grows with each owner. */
  readonly fence: string;
}

/** Another process has the job: whatever this one was about to write is void. */
export class LeaseLostError extends AppError {
  constructor() {
    super({
      code: 'JOB_LEASE_LOST',
      message: 'Another process works on this job',
      disposition: 'transient',
    });
  }
}

/**
 * Jobs with something to do that nobody does: to plan, to send, to find out what became of what was
 * sent, and to skip the rest of a cancelled one. A lease that ran out is one whose process died.
 */
const CLAIM = `
  WITH next AS (
    SELECT id FROM jobs
    WHERE (state IN ('planning', 'running') OR sending + sent > 0
           OR (state = 'cancelled' AND pending > 0))
      AND (lease_until IS NULL OR lease_until < now())
    ORDER BY planned_at LIMIT 1 FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE jobs j SET owner = $1, fence = j.fence + 1, lease_until = now() + $2 * interval '1 ms'
    FROM next WHERE j.id = next.id RETURNING j.*
  )
  SELECT * FROM claimed`;

/** Locks the job, renews the lease, and tells whether it still is ours. */
const HOLD = `
  WITH held AS (
    UPDATE jobs SET lease_until = now() + $3 * interval '1 ms'
    WHERE id = $1 AND fence = $2 RETURNING *
  )
  SELECT * FROM held`;

const RELEASE = 'UPDATE jobs SET lease_until = NULL WHERE id = $1 AND fence = $2';

/** One worker for each job over all copies of the service. */
export class JobLeaseRepository {
  constructor(
    private readonly transactions: TransactionRunner,
    readonly leaseMs: number,
  ) {}

  /** @returns a job that nobody works on, now ours */
  async claim(owner: string): Promise<JobLease | undefined> {
    const [row] = await this.transactions.query<JobRow>(CLAIM, [owner, this.leaseMs]);
    return row && { jobId: row.id, fence: row.fence };
  }

  /**
   * The first statement of every transaction of a worker: nobody else writes before it ends.
   * @throws LeaseLostError when another process has the job
   */
  async hold(tx: Transaction, { jobId, fence }: JobLease): Promise<Job> {
    const [row] = await tx.query<JobRow[]>(HOLD, [jobId, fence, this.leaseMs]);
    if (!row) throw new LeaseLostError();
    return toJob(row);
  }

  /** The next process need not wait for the end of the lease. */
  async release({ jobId, fence }: JobLease): Promise<void> {
    await this.transactions.query(RELEASE, [jobId, fence]);
  }
}
