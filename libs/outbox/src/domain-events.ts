import { newId, systemClock } from '@lk/kernel';
import { EXCHANGES, type LkEventType } from '@lk/contracts';
import { eventMessage, newEvent } from '@lk/messaging';
import { type Transaction } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { ServiceName } from './command-handling';
import { Outbox } from './outbox';

export interface DomainEvent {
  readonly type: LkEventType;
  /** Our id of the record. */
  readonly subject?: string;
  readonly data: object;
  /** The trace of the message that caused it. */
  readonly traceparent?: string;
}

/** Events of ours on `lk.events`, sent with the transaction they belong to. */
@Injectable()
export class DomainEvents {
  constructor(
    private readonly service: ServiceName,
    private readonly outbox: Outbox,
  ) {}

  async add(tx: Transaction, events: readonly DomainEvent[]): Promise<void> {
    const messages = events.map(({ type, subject, data, traceparent: parentTrace }) => {
      const source = this.service.value;
      const time = systemClock.now();
      return eventMessage(
        EXCHANGES.lkEvents,
        newEvent({ id: newId(), source, type, time, subject, parentTrace, data }),
      );
    });
    await this.outbox.add(tx, messages);
  }
}
