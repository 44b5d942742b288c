import { type Clock } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { type JobRepository } from '../../adapters/replays/job.repository';
import {
  type LetterFactsRepository,
  type SentItem,
} from '../../adapters/replays/letter-facts.repository';
import { type FindOutcomes } from './find-outcomes';
import { SETTLE_BATCH, type Settlement, type SettleItems } from './settle-items';

/** The longest a message may be on its way: an unknown outcome at the bank is looked up for 72 hours. */
const LOOKED_AFTER_MS = 4 * 24 * 3_600_000;
const FIRST = { jobId: '00000000-0000-0000-0000-000000000000', position: 0 };

/**
 * Messages whose outcome stayed open when their job gave up waiting: what became of them later is
 * still written down, and their letters leave `replaying`. After days without a sign the letter is
 * open again: no message is on its way so long.
 */
export class FollowUndecided {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly jobs: JobRepository,
    private readonly letters: LetterFactsRepository,
    private readonly outcomes: FindOutcomes,
    private readonly settling: SettleItems,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    for (let after = FIRST; ;) {
      const items = await this.letters.undecided(after, SETTLE_BATCH);
      const jobIds = new Set(items.map(({ jobId }) => jobId));
      for (const jobId of jobIds) {
        await this.settle(
          jobId,
          items.filter((item) => item.jobId === jobId),
        );
      }
      const last = items.at(-1);
      if (!last || items.length < SETTLE_BATCH) return;
      after = { jobId: last.jobId, position: last.position };
    }
  }

  private async settle(jobId: string, items: readonly SentItem[]): Promise<void> {
    const decided = await this.outcomes.execute(items);
    const known = new Set(decided.map(({ position }) => position));
    const expired = items.filter((item) => !known.has(item.position) && this.isExpired(item));
    const settlements = [...decided, ...expired.map(expiredOf)];
    if (settlements.length === 0) return;
    await this.transactions.run(async (tx) => {
      await this.jobs.lock(tx, jobId);
      const changes = await this.settling.execute(tx, jobId, ['undecided'], settlements);
      await this.jobs.settleLate(tx, jobId, changes);
    });
  }

  private isExpired({ sendingAt }: SentItem): boolean {
    return this.clock.now().getTime() - sendingAt.getTime() > LOOKED_AFTER_MS;
  }
}

function expiredOf({ position, letterId }: SentItem): Settlement {
  const errorMessage = 'No sign of the message for days';
  const error = { errorCode: 'NO_OUTCOME', errorMessage };
  return { position, letterId, to: 'failed_again', letterTo: 'open', ...error };
}
