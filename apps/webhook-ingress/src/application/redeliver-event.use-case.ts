import { type Outbox } from '@lk/outbox';
import { type TransactionRunner } from '@lk/persistence';
import { publicationOf } from '../adapters/bank-event.publication';
import { type EventLogRepository } from '../adapters/event-log.repository';
import { readEnvelope } from '../domain/bank-envelope';

/** `quarantined`: it was not understood, so there is nothing to publish. */
export type Redelivery = 'redelivered' | 'unknown' | 'quarantined';

/**
 * Publishes a stored event once more, under the identity it had: whoever it took effect with does
 * nothing, whoever missed it does now.
 */
export class RedeliverEvent {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly log: EventLogRepository,
    private readonly outbox: Outbox,
  ) {}

  execute(eventId: string): Promise<Redelivery> {
    return this.transactions.run(async (tx) => {
      const event = await this.log.lock(tx, eventId);
      if (!event) return 'unknown';
      const reading = readEnvelope(event.body);
      if (event.quarantined || !reading.understood) return 'quarantined';
      const outcome = { ...reading.envelope, kind: 'accepted', references: {} } as const;
      await this.outbox.add(tx, [publicationOf({ ...event, outcome })]);
      await this.log.countRedelivery(tx, eventId);
      return 'redelivered';
    });
  }
}
