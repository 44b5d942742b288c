import { type TransactionRunner } from '@lk/persistence';
import { type LetterBody } from '../../adapters/body.repository';
import {
  type JobLease,
  type JobLeaseRepository,
} from '../../adapters/replays/job-lease.repository';
import { type LetterFacts } from '../../adapters/replays/letter-facts.repository';
import { type ReplayPublisher } from '../../adapters/replays/replay.publisher';
import { type ReplayTarget } from '../../domain/replays/owners';
import { REPLAY_HEADERS, replayProperties } from '../../domain/replays/replay-copy';
import { type Settlement, type SettleItems } from './settle-items';

/** A message that is written down as being sent. */
export interface Sendable {
  readonly position: number;
  readonly facts: LetterFacts;
  readonly target: ReplayTarget | undefined;
  readonly body: LetterBody;
}

/** Publishes what is written down, and writes down what the broker confirmed. */
export class PublishItems {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly leases: JobLeaseRepository,
    private readonly settling: SettleItems,
    private readonly publisher: ReplayPublisher,
  ) {}

  /**
   * What the broker did not confirm stays `sending`: it may have arrived or not.
   * @returns how many stay so
   */
  async execute(lease: JobLease, items: readonly Sendable[]): Promise<number> {
    const results = await Promise.all(items.map((item) => this.publish(lease, item)));
    const settlements = results.filter((result) => result !== undefined);
    const unconfirmed = items.length - settlements.length;
    if (settlements.length === 0) return unconfirmed;
    await this.transactions.run(async (tx) => {
      await this.leases.hold(tx, lease);
      await this.settling.execute(tx, lease.jobId, ['sending'], settlements);
    });
    return unconfirmed;
  }

  private async publish(lease: JobLease, item: Sendable): Promise<Settlement | undefined> {
    const { position, facts, target, body } = item;
    if (!target) return undefined;
    const marks = { [REPLAY_HEADERS.job]: lease.jobId, [REPLAY_HEADERS.item]: position };
    const properties = replayProperties(body.properties, facts, marks);
    const base = { position, letterId: facts.id };
    const outcome = await this.publisher
      .publish({ target, body: body.body, properties })
      .catch(() => undefined);
    if (outcome === undefined) return undefined;
    if (outcome === 'confirmed') return { ...base, to: 'sent' };
    const errorMessage = 'The broker has no queue for this message';
    return { ...base, to: 'refused', letterTo: 'open', errorCode: 'UNROUTABLE', errorMessage };
  }
}
