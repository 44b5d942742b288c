import { type CallPriority } from '../bank-call';
import { type SqlExecutor } from '../journal/postgres-bank-call-journal';
import { type GroupLimit, PRIORITIES } from './group-limits';
import {
  type Booking,
  type LimitStore,
  type PermitReply,
  type PermitRequest,
  type Refusal,
} from './limit-store';

/** Timers of Node and of the network card round; beside it, two clocks differ in rate. */
const GUARD_MS = 5;
const CLOCK_RATES_DIFFER = 0.0005;

const TAKE = 'SELECT tbank.take_permits($1, $2, $3, $4, $5, $6, $7, $8) AS reply';

/** What was learned is doubled once per burst of refusals, not by each of them. */
const SLOW_DOWN = `
  WITH changed AS (
    UPDATE tbank.bank_limits
    SET blocked_until = greatest(blocked_until,
          clock_timestamp() + least($2::float8, 600000) * interval '1 millisecond'),
        extra_guard_ms = CASE WHEN last_limited_at > clock_timestamp() - interval '1 second'
          THEN extra_guard_ms ELSE least(1000, greatest(25, extra_guard_ms * 2)) END,
        guard_changed_at = clock_timestamp(), last_limited_at = clock_timestamp()
    WHERE group_name = $1
    RETURNING blocked_until)
  SELECT (extract(epoch FROM blocked_until - clock_timestamp()) * 1000)::float8 AS "blockedForMs"
  FROM changed`;

interface WireReply {
  readonly bookings: readonly (Booking & { readonly class: number })[];
  readonly refusals: readonly (Refusal & { readonly class: number })[];
  readonly blockedForMs: number;
}

const classOf = ({ class: number }: { class: number }): CallPriority =>
  PRIORITIES[number - 1] ?? 'reconciliation';

/** The limits in `tbank.bank_limits`; why they are exact stands above `take_permits`. */
export class PostgresLimitStore implements LimitStore {
  constructor(private readonly sql: SqlExecutor) {}

  async take(
    { group, limit, windowMs }: GroupLimit,
    { wanted, aheadMs, holdMs, reports }: PermitRequest,
  ): Promise<PermitReply> {
    const inOrder = (of: Readonly<Record<CallPriority, number>>) => PRIORITIES.map((p) => of[p]);
    const [row] = await this.sql.query<{ reply: WireReply }>(TAKE, [
      group,
      limit,
      windowMs,
      GUARD_MS + windowMs * CLOCK_RATES_DIFFER,
      holdMs,
      inOrder(wanted),
      inOrder(aheadMs),
      JSON.stringify(reports),
    ]);
    const { bookings = [], refusals = [], blockedForMs = 0 } = row?.reply ?? {};
    return {
      bookings: bookings.map((booking) => ({ ...booking, priority: classOf(booking) })),
      refusals: refusals.map((refusal) => ({ ...refusal, priority: classOf(refusal) })),
      blockedForMs,
    };
  }

  async slowDown({ group }: GroupLimit, waitMs: number): Promise<number> {
    const [row] = await this.sql.query<{ blockedForMs: number }>(SLOW_DOWN, [group, waitMs]);
    return row?.blockedForMs ?? waitMs;
  }
}
