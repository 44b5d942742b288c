import { type ConfirmedPublisher, type PublishOutcome, type TopologyNames } from '@lk/messaging';
import { type ReplayTarget } from '../../domain/replays/owners';
import { type CopyProperties } from '../../domain/replays/replay-copy';

/** A message on its way back. */
export interface ReplayMessage {
  readonly target: Pick<ReplayTarget, 'exchange' | 'routingKey'>;
  readonly body: Buffer;
  readonly properties: CopyProperties;
}

/** Puts a message where it failed: confirmed, persistent and mandatory. */
export class ReplayPublisher {
  constructor(
    private readonly publisher: ConfirmedPublisher,
    private readonly names: TopologyNames,
  ) {}

  get ready(): boolean {
    return this.publisher.ready;
  }

  /** @throws AppError as {@link ConfirmedPublisher.publish}: then it may or may not have arrived */
  publish({ target, body, properties }: ReplayMessage): Promise<PublishOutcome> {
    const { exchange, routingKey } = target;
    return this.publisher.publish({
      exchange: this.names.of(exchange),
      routingKey: exchange === '' ? this.names.of(routingKey) : routingKey,
      body,
      properties: { ...properties, headers: { ...properties.headers } },
    });
  }
}
