import { type CallPriority } from '../bank-call';
import { PRIORITIES } from './group-limits';
import { type Trip } from './permit-trips';
import { type ByPriority, forAll, type Wanted } from './trip-plan';

/** Between two trips while the database is away. */
const FAILED_TRIP_PAUSE_MS = 100;

/** What earlier trips told about when the next one is worth its while. */
export class TripTimes {
  private comeAt: ByPriority = forAll(() => 0);
  private held = 0;
  private free = 0;

  /** The bank asked everybody to wait until then. */
  get heldUntil(): number {
    return this.held;
  }

  /** The earliest start that was heard of. */
  get freeAt(): number {
    return Math.max(this.free, this.held);
  }

  hold(until: number): void {
    this.held = Math.max(this.held, until);
  }

  learn({ refusals, blockedForMs, begunAt, endedAt }: Trip): void {
    if (blockedForMs > 0) this.hold(begunAt + blockedForMs);
    this.comeAt = forAll(() => 0);
    for (const { priority, comeInMs, earliestInMs } of refusals) {
      this.comeAt[priority] = endedAt + comeInMs;
      this.free = begunAt + earliestInMs;
    }
  }

  failed(now: number): void {
    this.comeAt = forAll(() => now + FAILED_TRIP_PAUSE_MS);
  }

  /** When to book what is wanted; payments do not linger for the answers of others. */
  tripAt(wanted: Wanted, lingerUntil: number): number {
    const at = (priority: CallPriority): number =>
      Math.max(this.comeAt[priority], this.held, priority === 'payment' ? 0 : lingerUntil);
    return Math.min(...PRIORITIES.filter((priority) => wanted[priority] > 0).map(at));
  }
}
