import { transientError } from '@lk/kernel';
import { type ConfirmChannel, type Message, type Options } from 'amqplib';
import { type AmqpConnection } from '../connection/amqp-connection';
import { ChannelKeeper } from '../connection/channel-keeper';

/** A message with its real (namespaced) exchange. */
export interface PublishRequest {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties: Options.Publish & { readonly messageId: string };
}

export type PublishOutcome = 'confirmed' | 'unroutable';

export interface PublisherLimits {
  /** Messages without a confirm at any moment: the bound of this class's memory. */
  readonly maxInFlight: number;
  readonly confirmTimeoutMs: number;
}

interface InFlight {
  settle(error?: Error): void;
}

/**
 * Publishes persistent, mandatory messages and resolves on the broker's confirm.
 * Fails at once while there is no channel: what must survive an outage waits in the outbox, not here.
 */
export class ConfirmedPublisher {
  private readonly keeper: ChannelKeeper;
  private readonly inFlight = new Set<InFlight>();
  /** How many of a kind came back; a return always arrives before the confirm of the same message. */
  private readonly returned = new Map<string, number>();
  private readonly waiting: (() => void)[] = [];
  /** Taken before the send, so that many who ask in one tick do not all find the same place free. */
  private places = 0;

  constructor(
    connection: AmqpConnection,
    private readonly limits: PublisherLimits,
  ) {
    this.keeper = new ChannelKeeper(
      connection,
      (channel) => this.watch(channel),
      () => this.failAll(),
    );
  }

  get ready(): boolean {
    return this.keeper.channel !== undefined;
  }

  start(): void {
    this.keeper.start();
  }

  async stop(): Promise<void> {
    await this.keeper.stop();
  }

  /**
   * @throws AppError `BROKER_UNAVAILABLE` (transient): no channel, or it was lost before the confirm,
   * so the message may or may not have arrived; `PUBLISH_TIMEOUT`, `PUBLISH_REFUSED` likewise.
   */
  async publish(request: PublishRequest): Promise<PublishOutcome> {
    await this.slot();
    const channel = this.keeper.channel;
    if (!channel) {
      this.freeSlot();
      throw unavailable();
    }
    return this.send(channel, request);
  }

  private send(channel: ConfirmChannel, request: PublishRequest): Promise<PublishOutcome> {
    const key = returnKey(request.exchange, request.routingKey, request.properties.messageId);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        entry.settle(transientError('PUBLISH_TIMEOUT', 'The broker did not confirm in time'));
        this.keeper.replace();
      }, this.limits.confirmTimeoutMs);
      const entry: InFlight = {
        settle: (error) => {
          if (!this.inFlight.delete(entry)) return;
          clearTimeout(timer);
          this.freeSlot();
          if (error) reject(error);
          else resolve(this.takeReturn(key) ? 'unroutable' : 'confirmed');
        },
      };
      this.inFlight.add(entry);
      const options = { ...request.properties, persistent: true, mandatory: true };
      try {
        channel.publish(request.exchange, request.routingKey, request.body, options, (error) =>
          entry.settle(error ? failure(error as Error) : undefined),
        );
      } catch (error) {
        entry.settle(unavailable(error));
      }
    });
  }

  private async slot(): Promise<void> {
    while (this.places >= this.limits.maxInFlight) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.places += 1;
  }

  private freeSlot(): void {
    this.places -= 1;
    this.waiting.shift()?.();
  }

  /** Asked at the confirm and not later: the next return of the same kind may follow at once. */
  private takeReturn(key: string): boolean {
    const count = this.returned.get(key) ?? 0;
    if (count > 1) this.returned.set(key, count - 1);
    else this.returned.delete(key);
    return count > 0;
  }

  private watch(channel: ConfirmChannel): void {
    channel.on('return', ({ fields, properties }: Message) => {
      const messageId: unknown = properties.messageId;
      const key = returnKey(fields.exchange, fields.routingKey, String(messageId));
      this.returned.set(key, (this.returned.get(key) ?? 0) + 1);
    });
  }

  private failAll(): void {
    for (const entry of [...this.inFlight]) entry.settle(unavailable());
    this.returned.clear();
  }
}

/** Messages with the same id to the same place have the same fate, so they may share a key. */
const returnKey = (exchange: string, routingKey: string, messageId: string): string =>
  JSON.stringify([exchange, routingKey, messageId]);

const unavailable = (cause?: unknown): Error =>
  transientError('BROKER_UNAVAILABLE', 'The broker cannot be reached', { cause, holdsQueue: true });

/** A negative confirm, or the channel went away with the message on it. */
const failure = (error: Error): Error =>
  error.message === 'message nacked'
    ? transientError('PUBLISH_REFUSED', 'The broker refused the message (a queue is full or lost)')
    : unavailable(error);
