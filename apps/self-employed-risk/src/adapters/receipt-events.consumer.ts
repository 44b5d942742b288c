import { ReceiptCancelledData, ReceiptReadyData } from '@lk/contracts';
import { rublesToKopecks } from '@lk/kernel';
import { type EventContext } from '@lk/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { RecordReceiptEvent } from '../application/record-receipt-event.use-case';

/** The bank's events about receipts. */
@Controller()
export class ReceiptEventsConsumer {
  constructor(private readonly recordEvent: RecordReceiptEvent) {}

  @EventPattern('receipt.ready')
  ready(@Payload() data: ReceiptReadyData, @Ctx() context: EventContext): Promise<void> {
    const { inn, receiptId, url = null, amount } = data;
    const amountKopecks = isAbsent(amount) ? null : rublesToKopecks(amount);
    return this.recordEvent.execute(context, inn, { kind: 'ready', receiptId, amountKopecks, url });
  }

  @EventPattern('receipt.cancelled')
  cancelled(@Payload() data: ReceiptCancelledData, @Ctx() context: EventContext): Promise<void> {
    const { inn, receiptId } = data;
    return this.recordEvent.execute(context, inn, {
      kind: 'cancelled',
      // An empty text names no receipt either.
      receiptId: isAbsent(receiptId) || receiptId === '' ? null : receiptId,
      amountKopecks: null,
      url: null,
    });
  }
}

/** An optional field may also come as null. */
const isAbsent = (value: unknown): value is null | undefined =>
  value === undefined || value === null;
