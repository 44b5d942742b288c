import { causeOf, EventHandling } from '@lk/outbox';
import { type EventContext } from '@lk/messaging';
import { Injectable } from '@nestjs/common';
import { DealRepository } from '../adapters/deal.repository';
import { dealNotFound } from '../domain/deal.errors';
import { type DealFactKind } from '../domain/deal-facts';
import { RefreshDeal } from './refresh-deal';

export interface BankFact {
  readonly kind: DealFactKind;
  /** The bank's id of the deal. */
  readonly externalDealId: string;
  readonly paymentId?: string;
}

/** Adds what the bank told about a deal to what is known of it. */
@Injectable()
export class RecordBankFact {
  constructor(
    private readonly events: EventHandling,
    private readonly deals: DealRepository,
    private readonly refresh: RefreshDeal,
  ) {}

  /** @throws AppError `ENTITY_NOT_FOUND` (transient) while we have no such deal */
  async execute(
    context: EventContext,
    { kind, externalDealId, paymentId = '' }: BankFact,
  ): Promise<void> {
    await this.events.once(context, async (tx) => {
      const deal = await this.deals.lockByExternalId(tx, externalDealId);
      if (!deal) throw dealNotFound();
      const cause = causeOf(context);
      await this.deals.addFact(tx, deal.dealId, { kind, paymentId }, cause);
      await this.refresh.execute(tx, deal, cause, context.message.traceparent);
    });
  }
}
