import { type EventContext } from '@lk/messaging';
import { type EventHandling } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { type Channel, channelsOf, type DeliveryStatus, type Notice } from '../domain/delivery';

/** One notice on one channel, as it is first stored. */
export interface NewDelivery {
  readonly channel: Channel;
  readonly status: Extract<DeliveryStatus, 'pending' | 'recorded'>;
}

/** @returns the channels on which the notice is new */
export type StoreDeliveries = (
  tx: Transaction,
  notice: Notice,
  deliveries: readonly NewDelivery[],
) => Promise<readonly Channel[]>;

export interface RequestDeliveryTools {
  readonly handling: EventHandling;
  readonly store: StoreDeliveries;
  /** The channels that are configured. */
  readonly configured: ReadonlySet<Channel>;
  /** Called after the commit with each delivery that is new. */
  readonly stored: (delivery: NewDelivery) => void;
}

/** Puts a notice on its channels, together with the inbox row of the event that asked for it. */
export class RequestDelivery {
  constructor(private readonly tools: RequestDeliveryTools) {}

  async execute(context: EventContext, notice: Notice): Promise<void> {
    const deliveries = channelsOf(notice.audience).map((channel) => this.deliveryOn(channel));
    let fresh: readonly Channel[] = [];
    await this.tools.handling.once(context, async (tx) => {
      fresh = await this.tools.store(tx, notice, deliveries);
    });
    for (const delivery of deliveries) {
      if (fresh.includes(delivery.channel)) this.tools.stored(delivery);
    }
  }

  private deliveryOn(channel: Channel): NewDelivery {
    return { channel, status: this.tools.configured.has(channel) ? 'pending' : 'recorded' };
  }
}
