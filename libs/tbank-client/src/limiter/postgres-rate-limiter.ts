import { type Metrics } from '@lk/platform';
import { type CallPriority, type MethodGroup } from '../bank-call';
import { type SqlExecutor } from '../journal/postgres-bank-call-journal';
import { type TBankConfig } from '../tbank.config';
import { GroupLimiter } from './group-limiter';
import { limitOf, PRIORITIES } from './group-limits';
import { PostgresLimitStore } from './postgres-limit-store';
import { type Permit, type RateLimiter } from './rate-limiter';

export interface RateLimiterParts {
  readonly sql: SqlExecutor;
  readonly metrics: Metrics;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * The bank's limits, shared by all processes through Postgres; exact as `take_permits` explains.
 * While the database is away nothing is sent, except on what was booked before.
 */
export class PostgresRateLimiter implements RateLimiter {
  private readonly groups = new Map<MethodGroup, GroupLimiter>();

  constructor(
    private readonly config: TBankConfig,
    private readonly parts: RateLimiterParts,
  ) {
    parts.metrics.gauge(
      'tbank_limit_waiting',
      'Calls that wait for their place within the limits of the bank',
      ['group', 'priority'],
      (gauge) => {
        for (const [group, limiter] of this.groups) {
          for (const priority of PRIORITIES) {
            gauge.set({ group, priority }, limiter.waiting(priority));
          }
        }
      },
    );
  }

  acquire(group: MethodGroup, priority: CallPriority): Promise<Permit> {
    return this.of(group).acquire(priority);
  }

  slowDown(group: MethodGroup, retryAfterMs: number | undefined): Promise<void> {
    return this.of(group).slowDown(retryAfterMs);
  }

  /** For shutdown: who waits is rejected with `BANK_BUSY`, and no timer is left. */
  stop(): void {
    for (const limiter of this.groups.values()) limiter.stop();
  }

  private of(group: MethodGroup): GroupLimiter {
    const known = this.groups.get(group) ?? this.make(group);
    this.groups.set(group, known);
    return known;
  }

  private make(group: MethodGroup): GroupLimiter {
    const { config, parts } = this;
    const labels = ['group', 'priority'] as const;
    const wait = parts.metrics.histogram(
      'tbank_limit_wait_seconds',
      'Waits for a place within the limits of the bank',
      labels,
    );
    const rejections = parts.metrics.counter(
      'tbank_limit_rejections_total',
      'Calls that got no place within the limits of the bank',
      [...labels, 'code'],
    );
    return new GroupLimiter(
      {
        limit: limitOf(group, config),
        jitterMs: config.TBANK_LIMIT_JITTER_MS,
        maxWaitMs: config.TBANK_LIMIT_MAX_WAIT_MS,
      },
      {
        store: new PostgresLimitStore(parts.sql),
        now: parts.now ?? (() => performance.now()),
        onGranted: (priority, waitedMs) => wait.observe({ group, priority }, waitedMs / 1000),
        onRejected: (priority, code) => rejections.inc({ group, priority, code }),
      },
    );
  }
}
