import { randomUUID } from 'node:crypto';
import { CLOUD_EVENT_CONTENT_TYPE, eventsQueueOf, EXCHANGES, SUBSCRIPTIONS } from '@lk/contracts';
import { CABINET_QUEUE, type CloudEvent, deadLetterQueueOf } from '@lk/contracts';
import { type ChannelModel, type ConfirmChannel, connect, type Options } from 'amqplib';

/** Between two looks at the broker's outstanding confirms: bounds their number. */
const BATCH = 1000;

/** The measured system's broker, as the bench sees it. */
export class BenchBroker {
  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: ConfirmChannel,
  ) {}

  static async open(url: string): Promise<BenchBroker> {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    // The same as for the database: what is under way fails by itself.
    for (const emitter of [connection, channel]) emitter.on('error', () => undefined);
    return new BenchBroker(connection, channel);
  }

  /** Publishes as the ingress does; resolves when the broker has confirmed all. */
  async publish(events: readonly CloudEvent[]): Promise<void> {
    for (const [position, event] of events.entries()) {
      this.channel.publish(EXCHANGES.bankEvents, event.type, Buffer.from(JSON.stringify(event)), {
        messageId: event.id,
        contentType: CLOUD_EVENT_CONTENT_TYPE,
        persistent: true,
      });
      if (position % BATCH === BATCH - 1) await this.channel.waitForConfirms();
    }
    await this.channel.waitForConfirms();
  }

  /** Messages with their own properties straight into a queue. */
  async publishTo(
    queue: string,
    messages: Iterable<{ readonly body: Buffer; readonly properties: Options.Publish }>,
  ): Promise<void> {
    let sent = 0;
    for (const { body, properties } of messages) {
      this.channel.sendToQueue(queue, body, properties);
      sent += 1;
      if (sent % BATCH === 0) await this.channel.waitForConfirms();
    }
    await this.channel.waitForConfirms();
  }

  /** Sends a command as the cabinet does; its effect is looked for elsewhere. */
  async command(name: string, body: object): Promise<void> {
    this.channel.publish(EXCHANGES.bankCommands, name, Buffer.from(JSON.stringify(body)), {
      messageId: randomUUID(),
      contentType: 'application/json',
      persistent: true,
    });
    await this.channel.waitForConfirms();
  }

  /** How many messages wait in the events queue of a service. */
  async waiting(service: string): Promise<number> {
    return (await this.channel.checkQueue(eventsQueueOf(service))).messageCount;
  }

  /** How many of them became dead letters. */
  async deadLetters(service: string): Promise<number> {
    const queue = deadLetterQueueOf(eventsQueueOf(service));
    return (await this.channel.checkQueue(queue)).messageCount;
  }

  /** Empties the queues of events: what one measurement leaves must not be work during the next. */
  async purgeEvents(): Promise<void> {
    const queues = [...Object.keys(SUBSCRIPTIONS).map(eventsQueueOf), CABINET_QUEUE];
    for (const queue of queues) await this.channel.purgeQueue(queue);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}
