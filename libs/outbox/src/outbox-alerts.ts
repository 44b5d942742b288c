import { EXCHANGES } from '@lk/contracts';
import { deterministicId, systemClock } from '@lk/kernel';
import { eventMessage, newEvent } from '@lk/messaging';
import { TransactionRunner } from '@lk/persistence';
import { type Alert, AlertSender } from '@lk/platform';
import { Injectable } from '@nestjs/common';
import { ServiceName } from './command-handling';
import { Outbox } from './outbox';

/**
 * Sends alerts as `alert.raised` by the outbox, in a transaction of their own. The event's id follows
 * from the alert's key, so receivers take an alert once; one that may come again has its occasion in
 * the key.
 */
@Injectable()
export class OutboxAlerts extends AlertSender {
  constructor(
    private readonly service: ServiceName,
    private readonly transactions: TransactionRunner,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  /** @throws AppError transient when it cannot be stored now */
  async raise({ code, severity, summary, dedupKey, details }: Alert): Promise<void> {
    const event = newEvent({
      id: deterministicId('alert', dedupKey),
      source: this.service.value,
      type: 'alert.raised',
      time: systemClock.now(),
      data: { code, severity, summary, dedupKey, details },
    });
    const message = eventMessage(EXCHANGES.lkEvents, event);
    await this.transactions.run((tx) => this.outbox.add(tx, [message]));
  }
}
