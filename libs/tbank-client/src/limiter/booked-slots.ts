import { type CallPriority } from '../bank-call';
import { type Booking } from './limit-store';

/** A booking in the time of this process: between these two moments its request may leave. */
export interface Slot extends Omit<Booking, 'startInMs'> {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** What this process has booked and not used yet, in the order of time. */
export class BookedSlots {
  private slots: Slot[] = [];

  add(slots: readonly Slot[]): void {
    this.slots = [...this.slots, ...slots].sort((a, b) => a.notBefore - b.notBefore);
  }

  get size(): number {
    return this.slots.length;
  }

  get nextAt(): number {
    return this.slots[0]?.notBefore ?? Infinity;
  }

  count(condition: (slot: Slot) => boolean): number {
    return this.slots.filter(condition).length;
  }

  has(priority: CallPriority): boolean {
    return this.slots.some((slot) => slot.priority === priority);
  }

  /** Takes out those that begin before a moment. */
  takeBefore(moment: number): Slot[] {
    const taken = this.slots.filter(({ notBefore }) => notBefore < moment);
    this.slots = this.slots.slice(taken.length);
    return taken;
  }

  /** Takes out the next one whose time has come. */
  takeDue(now: number): Slot | undefined {
    return this.nextAt <= now ? this.slots.shift() : undefined;
  }
}
