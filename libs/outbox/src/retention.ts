import { sleep } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { IsInt, Min } from 'class-validator';

export class RetentionConfig {
  /**
   * How long an event's identity is remembered. Longer than any dead letter waits for its replay;
   * a later duplicate still changes nothing, because the facts themselves are stored once.
   */
  @IsInt()
  @Min(1)
  INBOX_RETENTION_DAYS = 90;
}

const PURGE = `
  DELETE FROM inbox WHERE message_id IN (
    SELECT message_id FROM inbox WHERE handled_at < now() - $1 * interval '1 day'
    ORDER BY handled_at LIMIT 5000)
  RETURNING 1`;
const PAUSE_MS = 3_600_000;

/** Forgets old inbox rows, a few at a time, so that the table does not grow for ever. */
export class InboxPurge {
  private readonly stopping = new AbortController();

  constructor(
    private readonly transactions: TransactionRunner,
    private readonly retentionDays: number,
  ) {}

  start(): void {
    void this.loop();
  }

  stop(): void {
    this.stopping.abort();
  }

  /** @returns how many rows were forgotten */
  async purgeOnce(): Promise<number> {
    const [rows] = await this.transactions.query<unknown[]>(PURGE, [this.retentionDays]);
    return rows?.length ?? 0;
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const forgotten = await this.purgeOnce().catch(() => 0);
      if (forgotten === 0) await sleep(PAUSE_MS, this.stopping.signal);
    }
  }
}
