import { type TransactionRunner } from '@lk/persistence';
import { type BrokerQueues } from '../../adapters/replays/broker-queues';
import {
  type JobLease,
  type JobLeaseRepository,
} from '../../adapters/replays/job-lease.repository';
import { type SentItem } from '../../adapters/replays/letter-facts.repository';
import { replayTarget } from '../../domain/replays/owners';
import { PublishEvidence } from '../../domain/replays/publish-evidence';
import { SETTLE_BATCH, type SettleItems } from './settle-items';

/**
 * Messages that were about to be sent when the process died, or the broker went away. Sending them
 * again at once could deliver one twice. The effect would still be taken once, by the inbox, but a job
 * promises more: so nothing is sent while it is in doubt. Whoever reached the broker shows by its end
 * ({@link FindOutcomes}); who shows nothing, while its queues lie empty with consumers at work, was
 * never published ({@link PublishEvidence}), and is sent in its turn. Until then the job sends nothing
 * else, because its own messages would keep the queues from lying empty. When the doubt lasts, the
 * message becomes undecided, and is not sent.
 */
export class RecoverSending {
  private evidence: PublishEvidence;
  private doubted: ReadonlySet<string> = new Set();

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly leases: JobLeaseRepository,
    private readonly settling: SettleItems,
    private readonly queues: BrokerQueues,
    private readonly quietMs: number,
  ) {
    this.evidence = new PublishEvidence(quietMs);
  }

  /** @param items in doubt, their outcomes were just looked for; none: the doubt is over */
  async execute(lease: JobLease, items: readonly SentItem[]): Promise<void> {
    this.keepEvidenceOf(items);
    if (items.length === 0 || !(await this.neverPublished(items))) return;
    this.evidence = new PublishEvidence(this.quietMs);
    for (let start = 0; start < items.length; start += SETTLE_BATCH) {
      const batch = items.slice(start, start + SETTLE_BATCH);
      await this.transactions.run(async (tx) => {
        await this.leases.hold(tx, lease);
        const again = batch.map(({ position, letterId }) => {
          return { position, letterId, to: 'pending', letterTo: 'open' } as const;
        });
        await this.settling.execute(tx, lease.jobId, ['sending'], again);
      });
    }
  }

  /** Queues that lay empty before a message was sent say nothing about that message. */
  private keepEvidenceOf(items: readonly SentItem[]): void {
    const keys = items.map(({ position, sendingAt }) => `${position}/${sendingAt.getTime()}`);
    const known = keys.length > 0 && keys.every((key) => this.doubted.has(key));
    if (!known) this.evidence = new PublishEvidence(this.quietMs);
    this.doubted = new Set(keys);
  }

  private async neverPublished(items: readonly SentItem[]): Promise<boolean> {
    const queues = items.flatMap(({ letter }) => (letter && replayTarget(letter)?.queues) ?? []);
    const [sights, waiting] = await Promise.all([
      this.queues.look([...new Set(queues)]),
      this.queues.waiting(),
    ]);
    if (!sights || waiting === undefined) {
      this.evidence.lost();
      return false;
    }
    const seen = [...sights.values()];
    return this.evidence.see({
      at: performance.now(),
      ready: Math.max(0, ...seen.map(({ ready }) => ready)),
      consumers: Math.min(...seen.map(({ consumers }) => consumers)),
      waiting,
    });
  }
}
