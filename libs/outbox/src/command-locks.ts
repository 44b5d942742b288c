import { sleep, transientError } from '@lk/kernel';
import { Client } from 'pg';

/** Waited for a command on the same thing: a little over the bank's usual answer. */
const LOCK_WAIT_MS = 5000;
const LOCK_POLL_MS = 50;
const BUSY_RETRY_MS = 2000;

/**
 * One command at a time on one deal, payout or person, over all processes. Session locks of
 * Postgres on one connection of their own: a process that is killed frees them at once, and no
 * transaction stays open while the bank is asked. Losing the connection frees them too early; then
 * the idempotency key still makes the bank do the thing once.
 */
export class CommandLocks {
  private client: Promise<Client> | undefined;
  /** The connection takes one statement at a time. */
  private tail: Promise<unknown> = Promise.resolve();
  /** A session may take the same lock twice, so the process keeps its own account. */
  private readonly held = new Set<string>();

  constructor(
    private readonly databaseUrl: string,
    private readonly schema: string,
  ) {}

  /** @throws AppError `COMMAND_BUSY` (transient, spares the attempt) when the lock is not to be had in time. */
  async withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
    const key = `${this.schema}:${name}`;
    await this.acquire(key);
    try {
      return await work();
    } finally {
      await this.release(key);
    }
  }

  async close(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  private async acquire(key: string): Promise<void> {
    const giveUpAt = Date.now() + LOCK_WAIT_MS;
    while (!(await this.tryAcquire(key))) {
      if (Date.now() > giveUpAt) {
        // A process that died with its host keeps its locks until the database notices.
        throw transientError('COMMAND_BUSY', 'Another command on the same record is under way', {
          sparesAttempt: true,
          retryAfterMs: BUSY_RETRY_MS,
        });
      }
      await sleep(LOCK_POLL_MS);
    }
  }

  private async tryAcquire(key: string): Promise<boolean> {
    if (this.held.has(key)) return false;
    this.held.add(key);
    try {
      const sql = 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked';
      const [row] = await this.query<{ locked: boolean }>(sql, key);
      if (row?.locked === true) return true;
    } catch (error) {
      this.held.delete(key);
      throw unavailable(error);
    }
    this.held.delete(key);
    return false;
  }

  private async release(key: string): Promise<void> {
    try {
      await this.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', key);
    } catch {
      // The connection is gone and with it every lock it held.
    } finally {
      this.held.delete(key);
    }
  }

  private query<T extends object>(sql: string, key: string): Promise<T[]> {
    const result = this.tail.then(async () => {
      const client = await this.connection();
      return (await client.query<T>(sql, [key])).rows;
    });
    this.tail = result.catch(() => undefined);
    return result;
  }

  private connection(): Promise<Client> {
    this.client ??= this.connect();
    return this.client;
  }

  private connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: `${this.schema}.locks`,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
    });
    // Only itself: the end of a lost connection may be told after the next one holds locks already.
    const forget = (): void => {
      if (this.client === opening) this.client = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    const opening = client.connect().then(
      () => client,
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    return opening;
  }
}

const unavailable = (cause: unknown): Error =>
  transientError('DATABASE_UNAVAILABLE', 'The database cannot be reached', {
    cause,
    holdsQueue: true,
  });
