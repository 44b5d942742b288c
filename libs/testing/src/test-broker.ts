import { randomBytes } from 'node:crypto';
import { SUBSCRIPTIONS, type ServiceSubscriptions } from '@lk/contracts';
import {
  declareTopology,
  RetrySchedule,
  systemTopology,
  type Topology,
  TopologyNames,
} from '@lk/messaging';
import { type Channel, type ChannelModel, connect, type GetMessage } from 'amqplib';
import { testServers } from './servers';

/** Quick retries, few waiting rooms: what a test wants. */
export const TEST_RETRY = { RETRY_BASE_MS: '50', RETRY_MAX_ATTEMPTS: '4' } as const;

/** A namespace of its own at the shared broker; `drop` deletes all that was declared in it. */
export class TestBroker {
  readonly namespace = `t${randomBytes(5).toString('hex')}`;
  readonly names = new TopologyNames(this.namespace);

  private constructor(
    private readonly connection: ChannelModel,
    readonly channel: Channel,
    private readonly extra: Readonly<Record<string, ServiceSubscriptions>>,
  ) {}

  /** @param extra subscriptions of services that only the test has */
  static async open(
    extra: Readonly<Record<string, ServiceSubscriptions>> = {},
  ): Promise<TestBroker> {
    const connection = await connect(testServers().amqpUrl);
    const broker = new TestBroker(connection, await connection.createChannel(), extra);
    // Asking for a queue that is not there yet would close the channel under the test.
    await declareTopology(broker.channel, broker.topology());
    return broker;
  }

  publish(exchange: string, routingKey: string, body: unknown, options: object = {}): void {
    const content = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    this.channel.publish(this.names.of(exchange), routingKey, content, {
      persistent: true,
      ...options,
    });
  }

  /** Takes the next message off a queue, if there is one. */
  async take(queue: string): Promise<GetMessage | undefined> {
    const message = await this.channel.get(this.names.of(queue), { noAck: true });
    return message === false ? undefined : message;
  }

  async count(queue: string): Promise<number> {
    return (await this.channel.checkQueue(this.names.of(queue))).messageCount;
  }

  private topology(): Topology {
    const { delaysMs } = new RetrySchedule(
      Number(TEST_RETRY.RETRY_BASE_MS),
      Number(TEST_RETRY.RETRY_MAX_ATTEMPTS),
    );
    return systemTopology(this.names, delaysMs, { ...SUBSCRIPTIONS, ...this.extra });
  }

  async drop(): Promise<void> {
    const topology = this.topology();
    for (const { name } of topology.queues) await this.channel.deleteQueue(name);
    for (const { name } of topology.exchanges) await this.channel.deleteExchange(name);
    await this.connection.close();
  }
}
