import { once } from 'node:events';
import { backoffMs, sleep } from '@lk/kernel';
import { type ConfirmChannel } from 'amqplib';
import { type AmqpConnection } from './amqp-connection';

/**
 * Keeps one channel open for as long as it is wanted: after a lost connection and after a channel
 * error, when TCP stays up and nothing else would notice.
 */
export class ChannelKeeper {
  private current: ConfirmChannel | undefined;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly connection: AmqpConnection,
    private readonly onOpen: (channel: ConfirmChannel) => Promise<void> | void,
    private readonly onLost: () => void = () => undefined,
  ) {}

  /** The open channel, or undefined while there is none. */
  get channel(): ConfirmChannel | undefined {
    return this.current;
  }

  start(): void {
    this.running ??= this.keep();
  }

  /** Drops the channel (for example one that stopped confirming); a new one is opened. */
  replace(): void {
    this.current?.close().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.current?.close().catch(() => undefined);
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async keep(): Promise<void> {
    for (let failures = 0; !this.stopped; failures += 1) {
      if (await this.hold()) failures = 0;
      if (!this.stopped) await sleep(backoffMs(failures, 100, 5000), this.stopping.signal);
    }
  }

  /** Holds one channel until it closes; tells whether it was ever usable. */
  private async hold(): Promise<boolean> {
    let usable = false;
    try {
      const channel = await this.connection.createConfirmChannel();
      const closed = once(channel, 'close').catch(() => undefined);
      channel.on('error', () => undefined);
      await this.onOpen(channel);
      this.current = channel;
      usable = true;
      if (this.stopped) await channel.close();
      await closed;
    } catch {
      // The connection reports its own failures; here only the next try matters.
    } finally {
      this.current = undefined;
      if (usable) this.onLost();
    }
    return usable;
  }
}
