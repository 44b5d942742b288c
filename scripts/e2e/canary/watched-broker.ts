import { randomUUID } from 'node:crypto';
import { BANK_EVENT_TYPES } from '@lk/contracts';
import { type Channel, type ChannelModel, connect, type Message, type Options } from 'amqplib';
import { type Reply } from '../../demo/cabinet';

/** Something that was seen, as text to be searched. */
export interface Sight {
  readonly place: string;
  readonly text: string;
}

/** Longer than a lost answer is looked up in this test. */
const REPLY_TIMEOUT_MS = 45_000;

/** What the sender wrote on the envelope, and what therefore goes with its message wherever it goes. */
const SENDERS_OWN = ['messageId', 'correlationId', 'replyTo'] as const;

/** The same among the headers of a dead letter, as the contract asks for them. */
const SENDERS_OWN_HEADERS = ['x-correlation-id', 'x-command-id', 'x-event-id'];

/** Envelope without body, and without the ids that the sender chose. */
function envelopeOf({ fields, properties }: Message): string {
  const { exchange, routingKey } = fields;
  const own = Object.entries(properties as object).filter(
    ([name]) => !(SENDERS_OWN as readonly string[]).includes(name),
  );
  const { headers = {}, ...others } = Object.fromEntries(own) as { headers?: object };
  const kept = Object.entries(headers).filter(([name]) => !SENDERS_OWN_HEADERS.includes(name));
  return JSON.stringify({ exchange, routingKey, ...others, headers: Object.fromEntries(kept) });
}

/** Sends commands as any client would, and sees everything that goes through the broker. */
export class WatchedBroker {
  readonly sights: Sight[] = [];
  readonly errorCodes = new Set<string>();
  private readonly ownEvents = new Set<unknown>();
  private readonly waiting = new Map<string, (reply: Reply) => void>();

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: Channel,
    private readonly replyQueue: string,
  ) {}

  /** @param retryDelaysMs the waiting rooms to look into */
  static async connect(url: string, retryDelaysMs: readonly number[]): Promise<WatchedBroker> {
    const connection = await connect(url);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const broker = new WatchedBroker(connection, channel, queue);
    await channel.consume(queue, (message) => message && broker.onReply(message), { noAck: true });
    await broker.watch('event', ['lk.events'], ['#'], true);
    // Types that nobody reads must go on finding nobody.
    await broker.watch('header', ['bank.events'], BANK_EVENT_TYPES, false);
    const rooms = retryDelaysMs.map((delayMs) => `retry.${delayMs}ms`);
    await broker.watch('waiting room', rooms, ['#'], false);
    return broker;
  }

  /** Sends a command and waits for the answer. A canary among the properties is the caller's wish. */
  async ask(name: string, body: object | Buffer, more: Options.Publish = {}): Promise<Reply> {
    const correlationId = more.correlationId ?? randomUUID();
    const content = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    return new Promise<Reply>((resolve, reject) => {
      // First, because it throws when the connection is gone.
      this.send(name, content, { replyTo: this.replyQueue, correlationId, ...more });
      const timer = setTimeout(
        () => reject(new Error(`No answer to ${name}: ${content.toString().slice(0, 300)}`)),
        REPLY_TIMEOUT_MS,
      );
      this.waiting.set(correlationId, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }

  /** Sends a command nobody waits for. */
  send(name: string, content: Buffer, more: Options.Publish = {}): void {
    const properties = { contentType: 'application/json', persistent: true };
    this.channel.publish('bank.commands', name, content, {
      ...properties,
      messageId: randomUUID(),
      ...more,
    });
  }

  /** Bytes on the exchange of the bank's events, as a broken publisher would send them. */
  sendEvent(type: string, content: Buffer, more: Options.Publish = {}): void {
    const messageId = randomUUID();
    this.ownEvents.add(messageId);
    this.channel.publish('bank.events', type, content, { messageId, ...more });
  }

  async depth(queue: string): Promise<number> {
    return (await this.channel.checkQueue(queue)).messageCount;
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private async watch(
    kind: string,
    exchanges: readonly string[],
    keys: readonly string[],
    body: boolean,
  ): Promise<void> {
    const { queue } = await this.channel.assertQueue('', { exclusive: true });
    for (const exchange of exchanges) {
      for (const key of keys) await this.channel.bindQueue(queue, exchange, key);
    }
    const note = (message: Message): void => {
      if (kind === 'header' && this.ownEvents.has(message.properties.messageId)) return;
      const place = `${kind}: ${message.fields.exchange} ${message.fields.routingKey}`;
      this.sights.push({ place, text: envelopeOf(message) });
      if (body) this.sights.push({ place, text: message.content.toString() });
    };
    await this.channel.consume(queue, (message) => message && note(message), { noAck: true });
  }

  private onReply(message: Message): void {
    const text = message.content.toString();
    this.sights.push({ place: 'reply: header', text: envelopeOf(message) });
    this.sights.push({ place: 'reply: body', text });
    const reply = JSON.parse(text) as Reply;
    if (reply.error) this.errorCodes.add(reply.error.code);
    const id = String(message.properties.correlationId);
    this.waiting.get(id)?.(reply);
    this.waiting.delete(id);
  }
}
