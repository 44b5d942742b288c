import { type Metrics } from '@lk/platform';
import { type AmqpConnection } from '../connection/amqp-connection';
import { ChannelKeeper } from '../connection/channel-keeper';

/**
 * `dead_letters`: how many wait in each dead-letter queue, asked of the broker at each scrape. A service
 * without queues has no such figure.
 */
export class DeadLetterGauge {
  private readonly keeper: ChannelKeeper;

  constructor(
    private readonly connection: AmqpConnection,
    metrics: Metrics,
    private readonly queues: readonly string[],
  ) {
    this.keeper = new ChannelKeeper(connection, () => undefined);
    if (queues.length === 0) return;
    this.keeper.start();
    metrics.gauge('dead_letters', 'Dead letters waiting in the queue', ['queue'], async (gauge) => {
      const counts = await this.counts();
      gauge.reset();
      for (const [queue, count] of counts) gauge.set({ queue }, count);
    });
  }

  async stop(): Promise<void> {
    await this.keeper.stop();
    if (this.queues.length > 0) await this.connection.close();
  }

  /** Empty while the broker cannot be asked: no figure is better than an old one. */
  private async counts(): Promise<[string, number][]> {
    const { channel } = this.keeper;
    if (!channel) return [];
    try {
      const replies = await Promise.all(this.queues.map((queue) => channel.checkQueue(queue)));
      return replies.map(({ queue, messageCount }) => [queue, messageCount]);
    } catch {
      return [];
    }
  }
}
