import { type TopologyNames } from '../topology/topology-names';
import { type ConfirmedPublisher, type PublishOutcome } from './confirmed-publisher';
import { type OutgoingMessage } from './outgoing-message';

/** Publishes messages under their real exchange names. */
export class MessagePublisher {
  constructor(
    private readonly publisher: ConfirmedPublisher,
    private readonly names: TopologyNames,
  ) {}

  get ready(): boolean {
    return this.publisher.ready;
  }

  /** @throws AppError as {@link ConfirmedPublisher.publish}. */
  publish(message: OutgoingMessage): Promise<PublishOutcome> {
    const { messageId, contentType, correlationId, headers } = message;
    return this.publisher.publish({
      exchange: this.names.of(message.exchange),
      routingKey: message.routingKey,
      body: message.body,
      properties: {
        messageId,
        contentType,
        headers: { ...headers },
        ...(correlationId === undefined ? {} : { correlationId }),
      },
    });
  }

  /** Puts a message where on call finds it, with the reason; `queue` is without namespace. */
  park(
    message: OutgoingMessage,
    queue: string,
    reason: OutgoingMessage['headers'],
  ): Promise<PublishOutcome> {
    const headers = { ...message.headers, ...reason };
    return this.publish({ ...message, headers, exchange: '', routingKey: this.names.of(queue) });
  }
}
