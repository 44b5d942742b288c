import { type EventContext } from '@lk/messaging';
import { type Transaction, TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { Inbox } from './inbox';

/** The frame of every event handler: inbox row and effect in one transaction, nothing on a repeat. */
@Injectable()
export class EventHandling {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly inbox: Inbox,
  ) {}

  /** Runs `effect` once per event, whatever the number of deliveries. */
  async once(context: EventContext, effect: (tx: Transaction) => Promise<void>): Promise<void> {
    await this.transactions.run(async (tx) => {
      if (await this.inbox.claim(tx, context.message)) await effect(tx);
    });
  }
}
