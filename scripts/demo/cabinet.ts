import { randomUUID } from 'node:crypto';
import { type Channel, type ChannelModel, connect, type ConsumeMessage } from 'amqplib';

/** The answer to a command, as any client reads it. */
export interface Reply {
  readonly status: 'completed' | 'rejected' | 'failed';
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: string; readonly message: string; readonly retryable: boolean };
}

export interface SeenEvent {
  readonly at: Date;
  readonly type: string;
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Long enough for a service that was killed to come back and continue. */
const REPLY_TIMEOUT_MS = 60_000;

/** An internal service of the cabinet: plain AMQP, nothing of ours but exchange and command names. */
export class Cabinet {
  private readonly waiting = new Map<string, (reply: Reply) => void>();
  readonly events: SeenEvent[] = [];

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: Channel,
    private readonly replyQueue: string,
  ) {}

  static async connect(url: string): Promise<Cabinet> {
    const connection = await connect(url);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const cabinet = new Cabinet(connection, channel, queue);
    await channel.consume(queue, (message) => cabinet.onReply(message), { noAck: true });
    const watch = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(watch.queue, 'lk.events', '#');
    await channel.consume(watch.queue, (message) => cabinet.onEvent(message), { noAck: true });
    return cabinet;
  }

  /** Sends a command and waits for its answer. */
  command(name: string, body: object, messageId: string = randomUUID()): Promise<Reply> {
    const correlationId = randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`No answer to ${name} within ${REPLY_TIMEOUT_MS / 1000} s`));
      }, REPLY_TIMEOUT_MS);
      this.waiting.set(correlationId, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      this.channel.publish('bank.commands', name, Buffer.from(JSON.stringify(body)), {
        contentType: 'application/json',
        persistent: true,
        messageId,
        replyTo: this.replyQueue,
        correlationId,
      });
    });
  }

  /** How many messages wait in a queue. */
  async depth(queue: string): Promise<number> {
    return (await this.channel.checkQueue(queue)).messageCount;
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private onReply(message: ConsumeMessage | null): void {
    if (!message) return;
    const id = String(message.properties.correlationId);
    this.waiting.get(id)?.(JSON.parse(message.content.toString()) as Reply);
    this.waiting.delete(id);
  }

  private onEvent(message: ConsumeMessage | null): void {
    if (!message) return;
    const event = JSON.parse(message.content.toString()) as SeenEvent & { time: string };
    this.events.push({ ...event, at: new Date(event.time) });
  }
}
