import { systemClock } from '@lk/kernel';
import { type EventContext } from '@lk/messaging';
import { causeOf, EventHandling } from '@lk/outbox';
import { Injectable } from '@nestjs/common';
import { SelfEmployedRepository } from '../adapters/self-employed.repository';
import { fetchedFactId, type ReceiptFact } from '../domain/receipt-facts';
import { selfEmployedNotFound } from '../domain/self-employed.errors';
import { RecordReceiptFact } from './record-receipt-fact';

type Told = Omit<ReceiptFact, 'eventId' | 'at'>;

/** Adds what the bank told by an event about a receipt. */
@Injectable()
export class RecordReceiptEvent {
  constructor(
    private readonly events: EventHandling,
    private readonly people: SelfEmployedRepository,
    private readonly record: RecordReceiptFact,
  ) {}

  /** @throws AppError `ENTITY_NOT_FOUND` (transient) while we do not have the person */
  async execute(context: EventContext, inn: string, told: Told): Promise<void> {
    const { traceparent } = context.message;
    const fact = { ...told, eventId: factIdOf(context, told), at: timeOf(context) };
    await this.events.once(context, async (tx) => {
      const person = await this.people.lockByInn(tx, inn);
      if (!person) throw selfEmployedNotFound();
      await this.record.execute(tx, person, fact, { cause: causeOf(context), traceparent });
    });
  }
}

/**
 * What reconciliation tells was found by asking, like what a fetch shows: it is no word of the bank's
 * own, and a webhook that comes late and names no receipt may be about the same one.
 */
function factIdOf(context: EventContext, { kind, receiptId }: Told): string {
  const found = causeOf(context).kind === 'reconciliation' && receiptId !== null;
  if (!found) return context.message.id;
  return fetchedFactId(receiptId, kind === 'cancelled' ? 'CANCELLED' : 'REGISTERED');
}

/** The event's own time; an event without a readable one happened now. */
function timeOf({ message }: EventContext): Date {
  const time = new Date(message.event.time);
  return Number.isNaN(time.getTime()) ? systemClock.now() : time;
}
