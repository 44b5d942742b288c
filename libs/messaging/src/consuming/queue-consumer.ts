import { sleep } from '@lk/kernel';
import { type AppLogger } from '@lk/platform';
import { type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { type AmqpConnection } from '../connection/amqp-connection';
import { ChannelKeeper } from '../connection/channel-keeper';

/** `done`: the message was dealt with, acknowledge. `hand-back`: another process shall have it. */
export type ProcessingResult = 'done' | 'hand-back';

export interface QueueConsumerOptions {
  readonly queue: string;
  readonly prefetch: number;
  /** Never rejects. `stopping` fires when the process is on its way down. */
  readonly process: (message: ConsumeMessage, stopping: AbortSignal) => Promise<ProcessingResult>;
}

/**
 * Reads one queue on a channel of its own, so that a channel error or a slow queue never touches
 * another. Re-attaches after a lost connection, a channel error, and a cancel by the broker (the
 * queue was deleted or moved).
 */
export class QueueConsumer {
  private readonly keeper: ChannelKeeper;
  private readonly inFlight = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private consumerTag: string | undefined;
  private detachedSince: number | undefined = Date.now();

  constructor(
    private readonly connection: AmqpConnection,
    private readonly options: QueueConsumerOptions,
    private readonly logger: AppLogger,
  ) {
    this.keeper = new ChannelKeeper(
      connection,
      (channel) => this.attach(channel),
      () => this.lost(),
    );
  }

  get queue(): string {
    return this.options.queue;
  }

  get attached(): boolean {
    return this.consumerTag !== undefined;
  }

  /**
   * How long nothing has been consumed although the broker was there, in milliseconds. An outage of
   * the broker does not count: no restart of ours would end it.
   */
  get stuckMs(): number {
    if (this.detachedSince === undefined) return 0;
    return Math.min(Date.now() - this.detachedSince, this.connection.connectedMs);
  }

  start(): void {
    this.keeper.start();
  }

  /** Takes nothing new; what is prefetched but not begun goes back to the queue at `close`. */
  async stopTaking(): Promise<void> {
    this.stopping.abort();
    const { consumerTag } = this;
    this.consumerTag = undefined;
    if (consumerTag) await this.keeper.channel?.cancel(consumerTag).catch(() => undefined);
  }

  /** Resolves when every message taken has been dealt with. */
  async drain(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  async close(): Promise<void> {
    await this.keeper.stop();
  }

  private async attach(channel: ConfirmChannel): Promise<void> {
    if (this.stopping.signal.aborted) return;
    await channel.prefetch(this.options.prefetch);
    const { consumerTag } = await channel.consume(this.queue, (message) => {
      if (message) this.take(channel, message);
      else this.cancelled();
    });
    if (this.stopping.signal.aborted) {
      // Told to stop while the broker was still answering.
      await channel.cancel(consumerTag);
      return;
    }
    this.consumerTag = consumerTag;
    this.detachedSince = undefined;
    this.logger.info('consumer attached', { queue: this.queue });
  }

  private take(channel: ConfirmChannel, message: ConsumeMessage): void {
    const work = this.handle(channel, message).finally(() => this.inFlight.delete(work));
    this.inFlight.add(work);
  }

  private async handle(channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
    const { signal } = this.stopping;
    const result = signal.aborted ? 'hand-back' : await this.options.process(message, signal);
    try {
      if (result === 'done') channel.ack(message);
      else channel.nack(message, false, true);
    } catch {
      // The channel went away meanwhile: the broker delivers the message again, the inbox knows it.
    }
  }

  private cancelled(): void {
    this.logger.warn('consumer cancelled by the broker', { queue: this.queue });
    this.lost();
    void sleep(1000, this.stopping.signal).then(() => {
      if (!this.stopping.signal.aborted) this.keeper.replace();
    });
  }

  private lost(): void {
    this.consumerTag = undefined;
    this.detachedSince ??= Date.now();
  }
}
