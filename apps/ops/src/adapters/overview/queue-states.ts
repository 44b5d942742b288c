import {
  commandsQueueOf,
  deadLetterQueueOf,
  eventsQueueOf,
  type ServiceSubscriptions,
  SUBSCRIPTIONS,
} from '@lk/contracts';
import { type AmqpConnection, ChannelKeeper, type TopologyNames } from '@lk/messaging';
import { type QueueStateView } from './overview.views';

interface Asked {
  readonly messageCount: number;
  readonly consumerCount: number;
}

/** The queue that events of a type nobody reads would have; only its dead letters exist. */
const PARKED = eventsQueueOf('webhook-ingress');

/** How long the queues are and who reads them, asked of the broker on a channel of its own. */
export class QueueStates {
  private readonly keeper: ChannelKeeper;

  constructor(
    private readonly connection: AmqpConnection,
    private readonly names: TopologyNames,
    private readonly openByQueue: () => Promise<ReadonlyMap<string, number>>,
    private readonly timeoutMs: number,
  ) {
    this.keeper = new ChannelKeeper(connection, () => undefined);
  }

  start(): void {
    this.keeper.start();
  }

  async stop(): Promise<void> {
    await this.keeper.stop();
    await this.connection.close();
  }

  async read(): Promise<QueueStateView[]> {
    const open = await this.openByQueue();
    const queues = [...workQueues(), PARKED];
    const counts = await this.ask(
      queues.flatMap((queue) =>
        queue === PARKED ? [deadLetterQueueOf(queue)] : [queue, deadLetterQueueOf(queue)],
      ),
    );
    return queues.map((queue) => ({
      queue,
      ready: counts.get(queue)?.messageCount ?? null,
      consumers: counts.get(queue)?.consumerCount ?? null,
      deadLettersAtBroker: counts.get(deadLetterQueueOf(queue))?.messageCount ?? null,
      deadLettersOpen: open.get(queue) ?? 0,
    }));
  }

  /** Empty while the broker cannot be asked: no figure is better than an old one. */
  private async ask(queues: readonly string[]): Promise<ReadonlyMap<string, Asked>> {
    const { channel } = this.keeper;
    if (!channel) return new Map();
    const asked = Promise.all(
      queues.map(async (queue) => [queue, await channel.checkQueue(this.names.of(queue))] as const),
    );
    const late = new Promise<undefined>((resolve) => {
      setTimeout(() => resolve(undefined), this.timeoutMs).unref();
    });
    const answers = await Promise.race([asked.catch(() => undefined), late]);
    // A channel that does not answer is replaced; asking again on it would only wait again.
    if (!answers) this.keeper.replace();
    return new Map(answers ?? []);
  }
}

function workQueues(): string[] {
  const services: [string, ServiceSubscriptions][] = Object.entries(SUBSCRIPTIONS);
  return services.flatMap(([service, { bankEvents = [], lkEvents = [], commands = [] }]) => [
    ...(bankEvents.length + lkEvents.length > 0 ? [eventsQueueOf(service)] : []),
    ...(commands.length > 0 ? [commandsQueueOf(service)] : []),
  ]);
}
