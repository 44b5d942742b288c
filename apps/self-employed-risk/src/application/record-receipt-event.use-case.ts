import { systemClock } from '@lk/kernel';
import { type EventContext } from '@lk/messaging';
import { causeOf, EventHandling } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { ReceiptRepository } from '../adapters/receipt.repository';
import { type SelfEmployedEntity } from '../adapters/self-employed.entities';
import { SelfEmployedRepository } from '../adapters/self-employed.repository';
import { deriveReceipt, type ReceiptFact } from '../domain/receipt-facts';
import { deriveRisk } from '../domain/risk';
import { selfEmployedNotFound } from '../domain/self-employed.errors';
import { SelfEmployedRiskConfig } from '../self-employed-risk.config';
import { ChangeSelfEmployed } from './change-self-employed';

/** Adds what the bank told about a receipt to what is known of it and of its owner. */
@Injectable()
export class RecordReceiptEvent {
  constructor(
    private readonly events: EventHandling,
    private readonly people: SelfEmployedRepository,
    private readonly receipts: ReceiptRepository,
    private readonly change: ChangeSelfEmployed,
    private readonly config: SelfEmployedRiskConfig,
  ) {}

  /** @throws AppError `ENTITY_NOT_FOUND` (transient) while we do not have the person */
  async execute(
    context: EventContext,
    inn: string,
    told: Omit<ReceiptFact, 'eventId' | 'at'>,
  ): Promise<void> {
    const fact = { ...told, eventId: context.message.id, at: timeOf(context) };
    await this.events.once(context, async (tx) => {
      const person = await this.people.lockByInn(tx, inn);
      if (!person) throw selfEmployedNotFound();
      if (!(await this.receipts.addFact(tx, person.selfEmployedId, fact))) return;
      await this.refreshReceipt(tx, person, fact);
      if (fact.kind === 'cancelled') await this.refreshRisk(tx, person, fact, context);
    });
  }

  private async refreshReceipt(
    tx: Transaction,
    { selfEmployedId }: SelfEmployedEntity,
    { receiptId }: ReceiptFact,
  ): Promise<void> {
    if (receiptId === null) return;
    const facts = await this.receipts.factsOf(tx, selfEmployedId, receiptId);
    await this.receipts.put(tx, { selfEmployedId, receiptId }, deriveReceipt(facts));
  }

  private async refreshRisk(
    tx: Transaction,
    person: SelfEmployedEntity,
    fact: ReceiptFact,
    context: EventContext,
  ): Promise<void> {
    const facts = await this.receipts.cancellations(tx, person.selfEmployedId);
    const risk = deriveRisk(facts, this.config.SELF_EMPLOYED_RISK_THRESHOLD);
    const { traceparent } = context.message;
    await this.change.setRisk(tx, person, { risk, fact }, { cause: causeOf(context), traceparent });
  }
}

/** The event's own time; an event without a readable one happened now. */
function timeOf({ message }: EventContext): Date {
  const time = new Date(message.event.time);
  return Number.isNaN(time.getTime()) ? systemClock.now() : time;
}
