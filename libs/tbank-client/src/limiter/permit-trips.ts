import { within } from '../breaker/within';
import { type Slot } from './booked-slots';
import { type GroupLimit } from './group-limits';
import { LaneReports } from './lane-reports';
import { type LimitStore, type PermitReply, type PermitRequest } from './limit-store';

/** Beyond this an answer of the database is not waited for; what it booked stays unused. */
const TRIP_TIMEOUT_MS = 5000;
/** A database that takes longer than this is too slow for calls anyway. */
const MOST_SLACK_MS = 2000;
/** Of the jitter allowed for, this much is for our own lateness, the rest for the network. */
const OWN_SHARE = 0.4;

export interface TripOptions {
  readonly limit: GroupLimit;
  /** From the start of a permit to the latest arrival of its request. */
  readonly jitterMs: number;
}

export interface Trip extends Omit<PermitReply, 'bookings'> {
  readonly slots: readonly Slot[];
  /** The database booked between these two moments of our clock. */
  readonly begunAt: number;
  readonly endedAt: number;
}

/**
 * The way to the shared limits and back. A permit may be used from the moment it surely begins
 * (counted from the reply) until it is late by our share of the jitter (counted from the request).
 * When trips are slow, the next one books lanes for longer, or its permits would be late at once.
 */
export class PermitTrips {
  readonly reports: LaneReports;
  private slackMs = 0;

  constructor(
    private readonly options: TripOptions,
    private readonly store: LimitStore,
    private readonly now: () => number,
  ) {
    const { limit, jitterMs } = options;
    const keepMs = limit.windowMs + jitterMs + MOST_SLACK_MS;
    this.reports = new LaneReports(keepMs, 4 * limit.limit);
  }

  /** @throws AppError of the database; reports are kept for the next trip then */
  async make({ wanted, aheadMs }: Pick<PermitRequest, 'wanted' | 'aheadMs'>): Promise<Trip> {
    const { limit, jitterMs } = this.options;
    const begunAt = this.now();
    const lateMs = jitterMs * OWN_SHARE + this.slackMs;
    const pending = this.reports.takeAll();
    const reports = this.reports.aged(pending, begunAt);
    const request = { wanted, aheadMs, holdMs: jitterMs + this.slackMs, reports };
    try {
      const reply = await within(TRIP_TIMEOUT_MS, this.store.take(limit, request));
      const endedAt = this.now();
      const slots = reply.bookings.map(({ startInMs, ...booking }) => ({
        ...booking,
        notBefore: endedAt + startInMs,
        notAfter: begunAt + startInMs + lateMs,
      }));
      return { ...reply, slots, begunAt, endedAt };
    } catch (error) {
      this.reports.putBack(pending);
      throw error;
    } finally {
      this.learnSlowness(this.now() - begunAt);
    }
  }

  private learnSlowness(tookMs: number): void {
    const isSlow = tookMs > (this.options.jitterMs * OWN_SHARE) / 2;
    this.slackMs = isSlow ? Math.min(MOST_SLACK_MS, 2 * tookMs) : 0;
  }
}
