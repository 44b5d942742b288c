import { toAppError } from '@lk/kernel';
import { type CallPriority } from '../bank-call';
import { BookedSlots, type Slot } from './booked-slots';
import { type LimitStore } from './limit-store';
import { PermitTrips, type Trip, type TripOptions } from './permit-trips';
import { PermitsUnderWay } from './permits-under-way';
import { type Permit } from './rate-limiter';
import { slotMs, type Wanted, wantedOf } from './trip-plan';
import { TripTimes } from './trip-times';
import { type WaitingEvents, type WaitingOptions, WaitingRoom } from './waiting-room';

export type GroupLimiterOptions = TripOptions & WaitingOptions;

export interface GroupLimiterParts extends WaitingEvents {
  readonly store: LimitStore;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** The next trip waits for answers at most this long. */
const LINGER_MS = 50;
/** Longer than any pause the bank asks for. */
const LONGEST_BLOCK_MS = 600_000;

/**
 * The permits of one group in one process: who waits, what is booked, when to book more.
 * Whatever happens (a call, an answer, a reply, a timer) ends in a turn.
 */
export class GroupLimiter {
  private readonly room: WaitingRoom;
  private readonly slots = new BookedSlots();
  private readonly trips: PermitTrips;
  private readonly times = new TripTimes();
  private readonly underWay: PermitsUnderWay;
  private tripping = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: GroupLimiterOptions,
    private readonly parts: GroupLimiterParts,
  ) {
    const { store, now } = parts;
    this.room = new WaitingRoom(options, parts);
    this.trips = new PermitTrips(options, store, now);
    this.underWay = new PermitsUnderWay(this.trips.reports, now, () => this.turn());
  }

  /** @throws AppError `BANK_BUSY`, or of the database */
  acquire(priority: CallPriority): Promise<Permit> {
    const permit = this.room.enter(priority, this.parts.now(), this.freeInMs());
    if (this.stopped) this.turnAway();
    this.turn();
    return permit;
  }

  /** @throws AppError of the database; this process keeps the pause all the same */
  async slowDown(retryAfterMs = this.options.limit.windowMs): Promise<void> {
    const waitMs = Math.min(retryAfterMs, LONGEST_BLOCK_MS);
    const begunAt = this.parts.now();
    this.hold(begunAt + waitMs);
    this.hold(begunAt + (await this.parts.store.slowDown(this.options.limit, waitMs)));
  }

  /** Rejects who waits; permits given out stay valid. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.turnAway();
  }

  waiting(priority: CallPriority): number {
    return this.room.line.of(priority).length;
  }

  private turn(): void {
    if (this.stopped) return;
    const now = this.parts.now();
    const { heldUntil } = this.times;
    const isOver = (deadline: number): boolean => deadline <= now || deadline < heldUntil;
    this.room.refuse(({ deadline }) => isOver(deadline), 'too long', this.freeInMs());
    this.handOut(now);
    const wanted = wantedOf(this.options.limit, this.room.line, this.slots, now);
    if (this.tripAt(wanted) <= now) void this.trip(wanted, now);
    this.arm(wanted, now);
  }

  private handOut(now: number): void {
    for (const slot of this.slots.takeBefore(this.times.heldUntil)) this.giveBack(slot, now);
    for (let slot = this.slots.takeDue(now); slot; slot = this.slots.takeDue(now)) {
      if (now > slot.notAfter || !this.grant(slot, now)) this.giveBack(slot, now);
    }
  }

  /** To the first in the line, but what was booked surely to its own class. */
  private grant(slot: Slot, now: number): boolean {
    const waiter = this.room.line.next(slot.sure ? slot.priority : undefined);
    if (!waiter) return false;
    const lingerMs = Math.min(LINGER_MS, slotMs(this.options.limit) / 2);
    this.room.serve(waiter, this.underWay.give(slot, lingerMs), now);
    return true;
  }

  private giveBack({ lane, token }: Slot, at: number): void {
    this.trips.reports.add({ lane, token, kind: 'unused', at });
  }

  private tripAt(wanted: Wanted): number {
    return this.tripping ? Infinity : this.times.tripAt(wanted, this.underWay.lingerUntil);
  }

  private async trip(wanted: Wanted, now: number): Promise<void> {
    this.tripping = true;
    try {
      const aheadMs = this.room.patienceLeftMs(now);
      this.learn(await this.trips.make({ wanted, aheadMs }));
    } catch (error) {
      this.times.failed(this.parts.now());
      const uncovered = this.room.beyond(this.slots.size);
      this.room.reject((waiter) => uncovered.has(waiter), toAppError(error));
    }
    this.tripping = false;
    this.turn();
  }

  /** Who cannot be served in time is told now. */
  private learn(trip: Trip): void {
    this.slots.add(trip.slots);
    this.times.learn(trip);
    const uncovered = this.room.beyond(this.slots.size);
    for (const { priority, earliestInMs } of trip.refusals) {
      const isHopeless = (deadline: number): boolean => deadline < trip.begunAt + earliestInMs;
      this.room.refuse(
        (waiter) =>
          waiter.priority === priority && uncovered.has(waiter) && isHopeless(waiter.deadline),
        'too long',
        this.freeInMs(),
      );
    }
  }

  private hold(until: number): void {
    this.times.hold(until);
    this.turn();
  }

  private freeInMs(): number {
    return this.times.freeAt - this.parts.now();
  }

  private turnAway(): void {
    this.room.refuse(() => true, 'stopping', this.freeInMs());
  }

  /** One timer for whatever comes next; it may fire early, the turn looks at the clock again. */
  private arm(wanted: Wanted, now: number): void {
    clearTimeout(this.timer);
    const next = Math.min(this.slots.nextAt, this.tripAt(wanted), this.room.nextDeadline);
    if (next < Infinity) this.timer = setTimeout(() => this.turn(), Math.ceil(next - now));
  }
}
