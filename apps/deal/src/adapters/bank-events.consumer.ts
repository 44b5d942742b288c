import {
  DealCancelledData,
  DealEventData,
  PaymentEventData,
  PaymentFailedData,
  PayoutStatusChangedData,
} from '@lk/contracts';
import { type EventContext } from '@lk/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { RecordBankFact } from '../application/record-bank-fact.use-case';
import { RecordPayoutStatus } from '../application/record-payout-status.use-case';
import { type DealFactKind } from '../domain/deal-facts';

/** The bank's events about deals and payments, and our payouts' own. */
@Controller()
export class BankEventsConsumer {
  constructor(
    private readonly recordFact: RecordBankFact,
    private readonly recordPayout: RecordPayoutStatus,
  ) {}

  @EventPattern('deal.created')
  created(@Payload() data: DealEventData, @Ctx() context: EventContext): Promise<void> {
    return this.record(context, 'deal.created', data);
  }

  @EventPattern('deal.accepted')
  accepted(@Payload() data: DealEventData, @Ctx() context: EventContext): Promise<void> {
    return this.record(context, 'deal.accepted', data);
  }

  @EventPattern('deal.completed')
  completed(@Payload() data: DealEventData, @Ctx() context: EventContext): Promise<void> {
    return this.record(context, 'deal.completed', data);
  }

  @EventPattern('deal.cancelled')
  cancelled(@Payload() data: DealCancelledData, @Ctx() context: EventContext): Promise<void> {
    return this.record(context, 'deal.cancelled', data);
  }

  @EventPattern('payment.pending')
  paymentPending(@Payload() data: PaymentEventData, @Ctx() context: EventContext): Promise<void> {
    return this.record(context, 'payment.pending', data);
  }

  @EventPattern('payment.completed')
  paymentCompleted(@Payload() data: PaymentEventData, @Ctx() context: EventContext): Promise<void> {
    return this.record(context, 'payment.completed', data);
  }

  @EventPattern('payment.failed')
  paymentFailed(@Payload() data: PaymentFailedData, @Ctx() context: EventContext): Promise<void> {
    return this.record(context, 'payment.failed', data);
  }

  @EventPattern('payout.status-changed')
  payoutChanged(
    @Payload() data: PayoutStatusChangedData,
    @Ctx() context: EventContext,
  ): Promise<void> {
    return this.recordPayout.execute(context, data);
  }

  private record(
    context: EventContext,
    kind: DealFactKind,
    { dealId: externalDealId, paymentId }: { dealId: string; paymentId?: string },
  ): Promise<void> {
    return this.recordFact.execute(context, { kind, externalDealId, paymentId });
  }
}
