import { type TransactionRunner } from '@lk/persistence';
import { type ItemResult } from '../../domain/replays/job';
import { type JobItemView } from './job.views';

const COLUMNS = `
  i.letter_id AS "letterId", i.position, i.verdict, i.result, i.sent_at AS "sentAt",
  i.settled_at AS "settledAt", i.error_code AS "errorCode", i.error_message AS "errorMessage",
  l.message_id AS "messageId", l.type, l.queue`;

const list = (condition: string): string => `
  SELECT ${COLUMNS} FROM (
    SELECT * FROM job_items WHERE job_id = $1 AND position > $2 ${condition}
    ORDER BY position LIMIT $3
  ) i LEFT JOIN dead_letters l ON l.id = i.letter_id ORDER BY i.position`;

const ALL = list('');
const WITH_RESULT = list('AND result = $4');

/** The items of a job as people see them. */
export class JobItemListRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** In the order of the plan, after the given position. */
  list(
    jobId: string,
    result: ItemResult | undefined,
    after: number,
    limit: number,
  ): Promise<JobItemView[]> {
    return result === undefined
      ? this.transactions.query(ALL, [jobId, after, limit])
      : this.transactions.query(WITH_RESULT, [jobId, after, limit, result]);
  }
}
