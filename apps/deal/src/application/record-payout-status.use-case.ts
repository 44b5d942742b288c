import { type PayoutStatusChangedData } from '@lk/contracts';
import { type EventContext } from '@lk/messaging';
import { causeOf, EventHandling } from '@lk/outbox';
import { Injectable } from '@nestjs/common';
import { DealRepository } from '../adapters/deal.repository';
import { dealNotFound } from '../domain/deal.errors';
import { RefreshDeal } from './refresh-deal';

/** Follows the payouts of a deal's recipients; the last one paid out ends the deal. */
@Injectable()
export class RecordPayoutStatus {
  constructor(
    private readonly events: EventHandling,
    private readonly deals: DealRepository,
    private readonly refresh: RefreshDeal,
  ) {}

  /** @throws AppError `ENTITY_NOT_FOUND` (transient) while we have no such deal */
  async execute(context: EventContext, data: PayoutStatusChangedData): Promise<void> {
    await this.events.once(context, async (tx) => {
      const deal = await this.deals.lock(tx, data.dealId);
      if (!deal) throw dealNotFound();
      const { payoutId, dealId, recipientId, to: status, version, externalRecipientId } = data;
      const amountKopecks = BigInt(data.amountKopecks);
      const paidAt = data.paidAt === undefined ? null : new Date(data.paidAt);
      await this.deals.putPayout(tx, {
        payoutId,
        dealId,
        recipientId,
        status,
        amountKopecks,
        paidAt,
        version,
      });
      if (externalRecipientId) {
        await this.deals.setExternalRecipientId(tx, { dealId, recipientId }, externalRecipientId);
      }
      await this.refresh.execute(tx, deal, causeOf(context), context.message.traceparent);
    });
  }
}
