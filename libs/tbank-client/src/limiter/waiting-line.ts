import { type CallPriority } from '../bank-call';
import { PRIORITIES } from './group-limits';
import { type Permit } from './rate-limiter';

/** A call that waits for its permit. Times are of the process's monotonic clock. */
export interface Waiter {
  readonly priority: CallPriority;
  readonly since: number;
  /** Not later than this. */
  readonly deadline: number;
  readonly grant: (permit: Permit) => void;
  readonly reject: (error: Error) => void;
}

/** Who waits in one group: by priority, within one by arrival. */
export class WaitingLine {
  private waiters: Waiter[] = [];

  add(waiter: Waiter): void {
    this.waiters.push(waiter);
  }

  /** Those of one class, first come first. */
  of(priority: CallPriority): readonly Waiter[] {
    return this.waiters.filter((waiter) => waiter.priority === priority);
  }

  /** All in the order in which they would be served. */
  all(): readonly Waiter[] {
    return PRIORITIES.flatMap((priority) => this.of(priority));
  }

  /** Takes the next one out, from `first` when somebody of that class waits. */
  next(first?: CallPriority): Waiter | undefined {
    const [preferred] = first ? this.of(first) : [];
    const next = preferred ?? this.all()[0];
    this.remove((waiter) => waiter === next);
    return next;
  }

  /** Takes those out who meet the condition. */
  remove(condition: (waiter: Waiter) => boolean): readonly Waiter[] {
    const gone = this.all().filter(condition);
    const leaves = new Set(gone);
    if (gone.length > 0) this.waiters = this.waiters.filter((waiter) => !leaves.has(waiter));
    return gone;
  }
}
