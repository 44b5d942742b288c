import { backoffMs, sleep } from '@lk/kernel';
import { Client } from 'pg';
import { OUTBOX_CHANNEL } from './outbox';

/**
 * Hears of new outbox rows from any process of the service (LISTEN), and from this one without the
 * way over the network. While the connection is away the relay falls back to looking regularly.
 */
export class OutboxListener {
  private client: Client | undefined;
  private readonly stopping = new AbortController();
  private wakeUp: (() => void) | undefined;
  /** Something was added since the last look. */
  private pending = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly schema: string,
  ) {}

  start(): void {
    void this.keepListening();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.client?.end().catch(() => undefined);
  }

  /** Resolves at the next notification, at once when there was one meanwhile, or after `timeoutMs`. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.pending) {
      const timer = new AbortController();
      const woken = new Promise<void>((resolve) => (this.wakeUp = resolve));
      await Promise.race([woken, sleep(timeoutMs, timer.signal)]);
      timer.abort();
    }
    this.pending = false;
  }

  wake(): void {
    this.pending = true;
    this.wakeUp?.();
  }

  private async keepListening(): Promise<void> {
    for (let failures = 0; !this.stopping.signal.aborted; failures += 1) {
      if (await this.listenOnce()) failures = 0;
      await sleep(backoffMs(failures, 200, 5000), this.stopping.signal);
    }
  }

  private async listenOnce(): Promise<boolean> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: `${this.schema}.listener`,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
    });
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => {
      if (payload === this.schema) this.wake();
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${OUTBOX_CHANNEL}`);
      this.client = client;
      this.wake();
      if (this.stopping.signal.aborted) await client.end();
      await ended;
      return true;
    } catch {
      await client.end().catch(() => undefined);
      return false;
    } finally {
      this.client = undefined;
    }
  }
}
