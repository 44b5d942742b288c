import { type MethodGroup } from '../bank-call';
import { type SqlExecutor } from '../journal/postgres-bank-call-journal';

/** The limits of one method group for on call: `bank status`. Spans in milliseconds. */
export interface LimitStatus {
  readonly group: MethodGroup;
  readonly limit: number;
  readonly windowMs: number;
  /** Requests that could be sent at this moment. */
  readonly freeLanes: number;
  /** Until the next request could be sent: how far the group is booked. */
  readonly aheadMs: number;
  /** The bank asked to wait, still this long. */
  readonly blockedForMs: number;
  /** Added to each window since the bank refused requests that should have fitted. */
  readonly extraGuardMs: number;
  /** When the bank last asked to slow down. */
  readonly lastLimitedAt: Date | null;
}

const READ = `
  SELECT group_name AS "group", max_requests AS "limit", window_ms AS "windowMs",
    CASE WHEN blocked > at THEN 0
      ELSE (SELECT count(*) FROM unnest(free_at) AS f WHERE f <= at) END::integer AS "freeLanes",
    (extract(epoch FROM greatest(at, blocked, (SELECT min(f) FROM unnest(free_at) AS f)) - at)
      * 1000)::float8 AS "aheadMs",
    (extract(epoch FROM greatest(at, blocked) - at) * 1000)::float8 AS "blockedForMs",
    extra_guard_ms AS "extraGuardMs", last_limited_at AS "lastLimitedAt"
  FROM (SELECT *, blocked_until AS blocked, clock_timestamp() AS at FROM tbank.bank_limits) AS limits
  ORDER BY group_name`;

/**
 * One row per group that was used since the system was set up.
 * @throws AppError of the database
 */
export function readLimits(sql: SqlExecutor): Promise<LimitStatus[]> {
  return sql.query<LimitStatus>(READ, []);
}
