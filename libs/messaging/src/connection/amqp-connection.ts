import { type AppLogger, ThrottledLog } from '@lk/platform';
import {
  connect,
  type Channel,
  type ChannelModel,
  type ConfirmChannel,
  type RecoveringChannelModel,
} from 'amqplib';

export type BrokerSetup = (channel: Channel) => Promise<void>;

/**
 * One connection that comes back by itself. Publishing and consuming each have their own, because
 * the broker blocks a publishing connection under memory pressure and consuming must go on.
 * The set-up (declaring the topology) runs after every connect, so a broker that lost its data is
 * filled again before anything is published or consumed.
 */
export class AmqpConnection {
  private opening: Promise<RecoveringChannelModel> | undefined;
  private readonly failures = new ThrottledLog(5000);
  private upSince: number | undefined;

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly logger: AppLogger,
    private readonly setup: BrokerSetup = () => Promise.resolve(),
  ) {}

  get connected(): boolean {
    return this.upSince !== undefined;
  }

  /** How long the connection has stood, in milliseconds; 0 while it is down. */
  get connectedMs(): number {
    return this.upSince === undefined ? 0 : Date.now() - this.upSince;
  }

  /** Waits until the broker is there. */
  async createConfirmChannel(): Promise<ConfirmChannel> {
    this.opening ??= this.open();
    return (await this.opening).createConfirmChannel();
  }

  async close(): Promise<void> {
    const model = await this.opening;
    this.upSince = undefined;
    await model?.close();
  }

  private async open(): Promise<RecoveringChannelModel> {
    const model = await connect(this.url, {
      clientProperties: { connection_name: this.name },
      timeout: 10_000,
      noDelay: true,
      recovery: {
        initialDelay: 200,
        maxDelay: 5000,
        waitForConnect: false,
        setup: async (opened: ChannelModel) => {
          // The library listens only after the set-up; a connection lost meanwhile would end the process.
          opened.on('error', () => undefined);
          const channel = await opened.createChannel();
          // An argument conflict arrives as a channel error: without a listener it would end the process.
          channel.on('error', () => undefined);
          await this.setup(channel);
          await channel.close();
        },
      },
    });
    this.listen(model);
    return model;
  }

  private listen(model: RecoveringChannelModel): void {
    const channel = this.name;
    model.on('connect', () => {
      this.upSince = Date.now();
      this.logger.info('broker connected', { channel });
    });
    model.on('disconnect', () => {
      this.upSince = undefined;
      this.logger.warn('broker connection lost', { channel });
    });
    model.on('connect-failed', (error: Error) => {
      this.failures.write((suppressed) =>
        this.logger.warn('broker not reachable or topology refused', {
          channel,
          suppressed,
          reason: brokerReason(error),
        }),
      );
    });
    model.on('error', () => undefined);
  }
}

/** The broker's words about a conflict name queues and arguments only; others could name a user. */
function brokerReason(error: Error): string {
  if (error.message.includes('PRECONDITION_FAILED')) return error.message;
  // The code of the system or of the broker, for example ECONNREFUSED or ACCESS_REFUSED.
  return /\b(E[A-Z]{5,}|[A-Z]+_[A-Z_]+)\b/.exec(error.message)?.[0] ?? error.name;
}
