import { type Clock } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';

const DAY_MS = 24 * 3_600_000;
const BATCH = 5000;

/** A plan that old says little about the letters of today; who still wants it makes a new one. */
const PLAN_DAYS = 7;

const CANCEL_PLANS = `
  UPDATE jobs SET state = 'cancelled', finished_at = $2, stopped_reason = $3
  WHERE state = 'planned' AND greatest(planned_at, approved_at) < $1`;

/** Nothing happened for so long that the owners forget what they handled: to resume is not safe any more. */
const CANCEL_HALTED = `
  UPDATE jobs j SET state = 'cancelled', finished_at = $2, waiting_for = NULL,
    stopped_reason = concat_ws('; ', stopped_reason, $3::text)
  WHERE state IN ('paused', 'stopped') AND started_at < $1
    AND NOT EXISTS (SELECT 1 FROM job_items i
                    WHERE i.job_id = j.id AND greatest(i.sent_at, i.settled_at) >= $1)`;

/** Nothing of a job that still is under way goes, however old it is. */
const FORGET_ITEMS = `
  DELETE FROM job_items WHERE (job_id, position) IN (
    SELECT i.job_id, i.position FROM job_items i JOIN jobs j ON j.id = i.job_id
    WHERE j.finished_at < $1 AND j.sending + j.sent + j.undecided = 0 AND j.pending = 0 LIMIT $2)
  RETURNING 1`;

const FORGET_JOBS = `
  DELETE FROM jobs j WHERE finished_at < $1
    AND NOT EXISTS (SELECT 1 FROM job_items i WHERE i.job_id = j.id)`;

const FORGET_EDITS = `
  DELETE FROM edits e WHERE created_at < $1
    AND NOT EXISTS (SELECT 1 FROM dead_letters l WHERE l.id = e.letter_id)`;

/**
 * Jobs are kept as long as the letters they settled; edits as long as their letter. What nobody starts
 * or resumes is cancelled, or it would stay for ever.
 */
export class ForgetJobs {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly retentionDays: number,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    const before = this.daysAgo(this.retentionDays);
    await this.cancel(CANCEL_HALTED, this.retentionDays, 'resumed');
    await this.cancel(CANCEL_PLANS, PLAN_DAYS, 'started');
    for (let forgotten = BATCH; forgotten === BATCH;) {
      const [rows] = await this.transactions.query<unknown[]>(FORGET_ITEMS, [before, BATCH]);
      forgotten = rows?.length ?? 0;
    }
    await this.transactions.query(FORGET_JOBS, [before]);
    await this.transactions.query(FORGET_EDITS, [before]);
  }

  private async cancel(sql: string, days: number, verb: string): Promise<void> {
    const reason = `Not ${verb} within ${days} days`;
    await this.transactions.query(sql, [this.daysAgo(days), this.clock.now(), reason]);
  }

  private daysAgo(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY_MS);
  }
}
