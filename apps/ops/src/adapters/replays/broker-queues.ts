import {
  type AmqpConfig,
  AmqpConnection,
  ChannelKeeper,
  RetrySchedule,
  type TopologyNames,
} from '@lk/messaging';
import { type AppLogger, type ShutdownSequence } from '@lk/platform';

/** A queue as the broker shows it now. */
export interface QueueSight {
  /** Messages that wait; those in the hands of a consumer are not counted. */
  readonly ready: number;
  readonly consumers: number;
}

/** Looks at queues, on a connection of its own: nothing a look does can hold up publishing. */
export class BrokerQueues {
  private readonly connection: AmqpConnection;
  private readonly keeper: ChannelKeeper;
  private readonly rooms: readonly string[];

  constructor(
    config: AmqpConfig,
    private readonly names: TopologyNames,
    logger: AppLogger,
  ) {
    const { delaysMs } = new RetrySchedule(config.RETRY_BASE_MS, config.RETRY_MAX_ATTEMPTS);
    this.rooms = delaysMs.map((delay) => names.retry(delay));
    this.connection = new AmqpConnection(config.AMQP_URL, 'ops.queues', logger);
    this.keeper = new ChannelKeeper(this.connection, () => undefined);
  }

  start(shutdown: ShutdownSequence): void {
    this.keeper.start();
    shutdown.register('close', 'queue watch', async () => {
      await this.keeper.stop();
      await this.connection.close();
    });
  }

  /** @param queues without namespace. @returns undefined when the broker cannot be asked now */
  async look(queues: readonly string[]): Promise<ReadonlyMap<string, QueueSight> | undefined> {
    const { channel } = this.keeper;
    if (!channel) return undefined;
    try {
      const sights = await Promise.all(
        queues.map(async (queue) => {
          const { messageCount, consumerCount } = await channel.checkQueue(this.names.of(queue));
          return [queue, { ready: messageCount, consumers: consumerCount }] as const;
        }),
      );
      return new Map(sights);
    } catch {
      // A queue that does not exist closes the channel; the keeper opens another.
      return undefined;
    }
  }

  /** Copies that wait for their next attempt, of all queues together. */
  async waiting(): Promise<number | undefined> {
    const { channel } = this.keeper;
    if (!channel) return undefined;
    try {
      const counts = await Promise.all(this.rooms.map((room) => channel.checkQueue(room)));
      return counts.reduce((sum, { messageCount }) => sum + messageCount, 0);
    } catch {
      return undefined;
    }
  }
}
