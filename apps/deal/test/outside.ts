import {
  CABINET_QUEUE,
  type CloudEvent,
  type CommandReply,
  deadLetterQueueOf,
  EXCHANGES,
  HEADERS,
} from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventMessage, newEvent } from '@lk/messaging';
import { eventually, type TestBroker } from '@lk/testing';
import { type ConsumeMessage } from 'amqplib';

export interface DeadLetterSeen {
  readonly queue: string;
  readonly id: string;
  readonly code: string;
  readonly attempts: number;
}

type EventData = Record<string, unknown>;

/** Everybody around the services: sends commands and the bank's events, hears what comes of them. */
export class Outside {
  readonly events: CloudEvent<EventData>[] = [];
  readonly deadLetters: DeadLetterSeen[] = [];
  private readonly replies = new Map<string, CommandReply[]>();
  private replyTo = '';

  private constructor(private readonly broker: TestBroker) {}

  /** @param queues whose dead letters are watched; a service must have declared them */
  static async open(broker: TestBroker, queues: readonly string[]): Promise<Outside> {
    const outside = new Outside(broker);
    await outside.listen(queues);
    return outside;
  }

  /** @returns the answer to this delivery of the command */
  async send(command: string, body: object, messageId = newId()): Promise<CommandReply> {
    const correlationId = this.publishCommand(command, body, messageId);
    return eventually(
      () => {
        const [reply] = this.repliesTo(correlationId, 1);
        if (!reply) throw new Error('No reply');
        return reply;
      },
      { intervalMs: 10 },
    );
  }

  /** @returns the correlation id that its answers will carry */
  publishCommand(command: string, body: unknown, messageId: string | undefined): string {
    const correlationId = newId();
    const { replyTo } = this;
    const options = { messageId, replyTo, correlationId, contentType: 'application/json' };
    this.broker.publish(EXCHANGES.bankCommands, command, body, options);
    return correlationId;
  }

  /** @throws Error while there are not that many */
  repliesTo(correlationId: string, count: number): CommandReply[] {
    const replies = this.replies.get(correlationId) ?? [];
    if (replies.length !== count) throw new Error(`${replies.length} replies, not ${count}`);
    return replies;
  }

  /** Publishes an event of the bank as the ingress does. @returns its id */
  bankEvent(type: string, data: object, id = newId(), source = 'urn:tbank'): string {
    return this.publishEvent(EXCHANGES.bankEvents, { type, data, id, source });
  }

  lkEvent(type: string, data: object, id = newId()): string {
    return this.publishEvent(EXCHANGES.lkEvents, { type, data, id, source: 'test' });
  }

  /** The data of the events of a type that have these fields, in the order of their arrival. */
  heard(type: string, fields: EventData): EventData[] {
    return this.events
      .filter((event) => event.type === type)
      .map(({ data }) => data)
      .filter((data) => Object.entries(fields).every(([name, value]) => data[name] === value));
  }

  /** Waits for the dead letter of a message. */
  deadLetter(id: string): Promise<DeadLetterSeen> {
    return eventually(() => {
      const found = this.deadLetters.find((letter) => letter.id === id);
      if (!found) throw new Error(`No dead letter of ${id}`);
      return found;
    });
  }

  private publishEvent(
    exchange: string,
    event: { type: string; data: object; id: string; source: string },
  ): string {
    const message = eventMessage(exchange, newEvent({ ...event, time: new Date() }));
    const { messageId, contentType } = message;
    this.broker.publish(exchange, event.type, message.body, { messageId, contentType });
    return event.id;
  }

  private async listen(queues: readonly string[]): Promise<void> {
    const { channel, names } = this.broker;
    const { queue } = await channel.assertQueue('', { exclusive: true });
    this.replyTo = queue;
    const read = (from: string, take: (message: ConsumeMessage) => void) =>
      channel.consume(from, (message) => message && take(message), { noAck: true });
    await read(queue, (message) => this.takeReply(message));
    await read(names.of(CABINET_QUEUE), ({ content }) => {
      this.events.push(JSON.parse(content.toString()) as CloudEvent<EventData>);
    });
    for (const watched of queues) {
      await read(names.of(deadLetterQueueOf(watched)), (message) => {
        this.deadLetters.push(seen(watched, message));
      });
    }
  }

  private takeReply({ properties, content }: ConsumeMessage): void {
    const correlationId = String(properties.correlationId);
    const reply = JSON.parse(content.toString()) as CommandReply;
    this.replies.set(correlationId, [...(this.replies.get(correlationId) ?? []), reply]);
  }
}

function seen(queue: string, { properties }: ConsumeMessage): DeadLetterSeen {
  const headers = (properties.headers ?? {}) as Record<string, unknown>;
  return {
    queue,
    id: String(headers[HEADERS.eventId] ?? headers[HEADERS.commandId]),
    code: String(headers[HEADERS.errorCode]),
    attempts: Number(headers[HEADERS.attempts]),
  };
}
