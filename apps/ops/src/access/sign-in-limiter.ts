import { isIPv6 } from 'node:net';
import { type Clock } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { type AccessConfig } from './access.config';

const WINDOW_MS = 60_000;

const COUNT = `
  INSERT INTO sign_in_attempts AS a VALUES ($1, $2, 1)
  ON CONFLICT (bucket) DO UPDATE SET
    attempts = CASE WHEN a.window_started_at <= $3 THEN 1 ELSE a.attempts + 1 END,
    window_started_at = CASE WHEN a.window_started_at <= $3 THEN $2 ELSE a.window_started_at END
  RETURNING attempts, window_started_at`;

const FORGET = 'DELETE FROM sign_in_attempts WHERE window_started_at <= $1';

export interface LimitReached {
  readonly retryAfterSeconds: number;
  /** The first refusal of this window: later ones are not worth a record each. */
  readonly isFirst: boolean;
}

/**
 * Attempts to sign in, counted in Postgres, because two copies of ops must count together: the
 * memory of one process (what @fastify/rate-limit has without Redis) would allow each copy its own
 * number, and forget at every restart. Two small statements are cheap for what happens this rarely.
 */
export class SignInLimiter {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly config: AccessConfig,
    private readonly clock: Clock,
  ) {}

  /** Counts an attempt. @returns undefined when it may go on */
  async take(address: string): Promise<LimitReached | undefined> {
    const now = this.clock.now();
    const own = await this.count(bucketOf(address), this.config.OPS_SIGN_INS_PER_MINUTE, now);
    // What an address sends beyond its own limit does not use up the limit of the others.
    if (own) return own;
    return this.count('all', this.config.OPS_SIGN_INS_PER_MINUTE_OF_ALL, now);
  }

  private async count(bucket: string, limit: number, now: Date): Promise<LimitReached | undefined> {
    const windowStart = new Date(now.getTime() - WINDOW_MS);
    const [row] = await this.transactions.query<{ attempts: number; window_started_at: Date }>(
      COUNT,
      [bucket, now, windowStart],
    );
    if (!row) throw new Error('unreachable: the statement always gives a row');
    if (row.attempts === 1) await this.transactions.query(FORGET, [windowStart]);
    if (row.attempts <= limit) return undefined;
    const endsInMs = row.window_started_at.getTime() + WINDOW_MS - now.getTime();
    const retryAfterSeconds = Math.max(1, Math.ceil(endsInMs / 1000));
    return { retryAfterSeconds, isFirst: row.attempts === limit + 1 };
  }
}

/** Who has one IPv6 address has 2^64 of them: the network counts. */
function bucketOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - groups.length - last.length }, () => '0');
  const all = tail === undefined ? groups : [...groups, ...zeros, ...last];
  return `${all.slice(0, 4).join(':')}::/64`;
}
