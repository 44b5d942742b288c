import { type Metrics } from '@lk/platform';
import { type Counter } from 'prom-client';
import { type Channel, CHANNELS } from '../domain/delivery';

export type DeliveryOutcome = 'delivered' | 'failed' | 'retried' | 'recorded';

/** @throws when the database cannot be asked */
export type CountPending = () => Promise<ReadonlyMap<Channel, number>>;

export class NotificationMetrics {
  private readonly delivered: Counter<'channel' | 'outcome'>;

  constructor(metrics: Metrics, countPending: CountPending) {
    this.delivered = metrics.counter(
      'notifications_delivered_total',
      'Attempts to deliver by what came of them; recorded: the channel is not configured',
      ['channel', 'outcome'],
    );
    metrics.gauge(
      'notifications_pending',
      'Deliveries waiting for an attempt',
      ['channel'],
      async (gauge) => {
        const counts = await countPending().catch(() => undefined);
        if (!counts) return;
        for (const channel of CHANNELS) gauge.set({ channel }, counts.get(channel) ?? 0);
      },
    );
  }

  count(channel: Channel, outcome: DeliveryOutcome): void {
    this.delivered.inc({ channel, outcome });
  }
}
