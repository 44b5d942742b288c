import { type Clock } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import {
  type JobLease,
  type JobLeaseRepository,
} from '../../adapters/replays/job-lease.repository';
import {
  type LetterFactsRepository,
  type SentItem,
} from '../../adapters/replays/letter-facts.repository';
import { type FindOutcomes } from './find-outcomes';
import { SETTLE_BATCH, type Settlement, type SettleItems } from './settle-items';

/** Finds out what became of the messages of one job, and writes it down. */
export class FollowSent {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly leases: JobLeaseRepository,
    private readonly letters: LetterFactsRepository,
    private readonly outcomes: FindOutcomes,
    private readonly settling: SettleItems,
    private readonly limits: { readonly undecidedMs: number; readonly inFlight: number },
    private readonly clock: Clock,
  ) {}

  /** @returns the messages of which nobody knows whether they were sent: their sender died */
  async execute(lease: JobLease): Promise<SentItem[]> {
    // One batch that was being sent may come on top of what may be under way.
    const items = await this.letters.underWay(lease.jobId, 2 * this.limits.inFlight);
    if (items.length === 0) return [];
    const decided = await this.outcomes.execute(items);
    const known = new Set(decided.map(({ position }) => position));
    const open = items.filter(({ position }) => !known.has(position));
    const late = open.filter((item) => this.isLate(item));
    await this.settle(lease, [...decided, ...late.map(undecidedOf)]);
    return open.filter((item) => item.result === 'sending' && !this.isLate(item));
  }

  private isLate({ sendingAt }: SentItem): boolean {
    return this.clock.now().getTime() - sendingAt.getTime() > this.limits.undecidedMs;
  }

  private async settle(lease: JobLease, settlements: readonly Settlement[]): Promise<void> {
    for (let start = 0; start < settlements.length; start += SETTLE_BATCH) {
      const batch = settlements.slice(start, start + SETTLE_BATCH);
      await this.transactions.run(async (tx) => {
        await this.leases.hold(tx, lease);
        await this.settling.execute(tx, lease.jobId, ['sending', 'sent'], batch);
      });
    }
  }
}

/**
 * The letter stays `replaying`: its message may still be on its way, so nobody shall send another one.
 * What becomes of it is looked after when the job has ended, too.
 */
function undecidedOf({ position, letterId }: SentItem): Settlement {
  const errorMessage = 'Neither its success nor its failure was seen in time';
  return { position, letterId, to: 'undecided', errorCode: 'NO_OUTCOME', errorMessage };
}
