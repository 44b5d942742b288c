import { permanentError } from '@lk/kernel';
import { type ServiceSubscriptions } from '@lk/contracts';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { checkHandlers } from './handler-registry';
import { type Incoming, type MessageContext } from './message-context';
import { type QueueConsumer } from './queue-consumer';

/** Makes the consumers of a service; `dispatch` finds the handler. */
export type ConsumersFactory = (
  dispatch: (message: Incoming, context: MessageContext) => Promise<void>,
) => readonly QueueConsumer[];

/**
 * Nest's transport strategy over our consumers: `@EventPattern(<event type>)` and
 * `@MessagePattern(<command name>)` methods become the handlers. Nest's own RabbitMQ transport
 * cannot be used: it has no retry, no dead letters, no draining, and expects its own envelope.
 */
export class AmqpConsumerServer extends Server implements CustomTransportStrategy {
  private consumers: readonly QueueConsumer[] = [];
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly subscriptions: ServiceSubscriptions,
    private readonly makeConsumers: ConsumersFactory,
  ) {
    super();
  }

  get queues(): readonly QueueConsumer[] {
    return this.consumers;
  }

  /** Nest silently replaces a second `@MessagePattern` handler; we count them to refuse it. */
  override addHandler(
    pattern: string,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    this.counts.set(pattern, (this.counts.get(pattern) ?? 0) + 1);
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  /** Comes back at once: a broker that is down now is waited for, readiness tells the difference. */
  listen(callback: (error?: unknown) => void): void {
    try {
      checkHandlers(this.subscriptions, this.counts);
      this.consumers = this.makeConsumers((message, context) => this.dispatch(message, context));
      for (const consumer of this.consumers) consumer.start();
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** The shutdown sequence closes the consumers in its own order, before Nest would. */
  close(): void {
    // Nothing left to do.
  }

  on(): never {
    throw new Error('Listen to the consumers, not to the server');
  }

  unwrap<T>(): T {
    return this.consumers as T;
  }

  private async dispatch(message: Incoming, context: MessageContext): Promise<void> {
    const handler = this.messageHandlers.get(message.type);
    if (!handler) throw permanentError('NO_HANDLER', 'Nobody handles messages of this type here');
    const payload = message.kind === 'event' ? message.event.data : message.body;
    const result: unknown = await handler(payload, context);
    await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
  }
}
