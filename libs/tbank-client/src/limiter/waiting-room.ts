import { type AppError } from '@lk/kernel';
import { type CallPriority } from '../bank-call';
import { bankBusy, type BusyReason } from './bank-busy';
import { type GroupLimit, PRIORITIES } from './group-limits';
import { type Permit } from './rate-limiter';
import { type Waiter, WaitingLine } from './waiting-line';

export interface WaitingOptions {
  readonly limit: GroupLimit;
  /** Sweeps of reconciliation wait three times as long. */
  readonly maxWaitMs: number;
}

/** Told of what became of who waited. */
export interface WaitingEvents {
  readonly onGranted?: (priority: CallPriority, waitedMs: number) => void;
  readonly onRejected?: (priority: CallPriority, code: string) => void;
}

/** Of one class: more than this could not be served within the longest wait anyway. */
const MOST_WAITING = 1000;
const RECONCILIATION_PATIENCE = 3;

/** Who waits in one group, and for how long: nobody waits beyond his deadline. */
export class WaitingRoom {
  readonly line = new WaitingLine();

  constructor(
    private readonly options: WaitingOptions,
    private readonly events: WaitingEvents,
  ) {}

  /** @returns settles when the waiter is served, or rejected with an AppError */
  enter(priority: CallPriority, now: number, freeInMs: number): Promise<Permit> {
    const isFull = this.line.of(priority).length >= MOST_WAITING;
    return new Promise((grant, reject) => {
      const deadline = now + this.patienceMs(priority);
      this.line.add({ priority, since: now, deadline, grant, reject });
      if (isFull) this.refuse((waiter) => waiter.grant === grant, 'too many waiting', freeInMs);
    });
  }

  serve(waiter: Waiter, permit: Permit, now: number): void {
    this.events.onGranted?.(waiter.priority, now - waiter.since);
    waiter.grant(permit);
  }

  /** Rejects with `BANK_BUSY`. @param freeInMs when a place may be free, for the next try */
  refuse(condition: (waiter: Waiter) => boolean, reason: BusyReason, freeInMs: number): void {
    this.reject(condition, bankBusy(this.options.limit, reason, freeInMs));
  }

  reject(condition: (waiter: Waiter) => boolean, error: AppError): void {
    for (const { priority, reject } of this.line.remove(condition)) {
      this.events.onRejected?.(priority, error.code);
      reject(error);
    }
  }

  /** When the first one's patience is over. */
  get nextDeadline(): number {
    return Math.min(...this.line.all().map(({ deadline }) => deadline));
  }

  /** How long the most patient one of a class would wait. */
  patienceLeftMs(now: number): Record<CallPriority, number> {
    const left = (priority: CallPriority): number =>
      Math.max(0, ...this.line.of(priority).map(({ deadline }) => deadline - now));
    return Object.fromEntries(PRIORITIES.map((p) => [p, left(p)])) as Record<CallPriority, number>;
  }

  /** Those for whom nothing is left when so many are served. */
  beyond(served: number): ReadonlySet<Waiter> {
    return new Set(this.line.all().slice(served));
  }

  private patienceMs(priority: CallPriority): number {
    const { maxWaitMs } = this.options;
    return priority === 'reconciliation' ? maxWaitMs * RECONCILIATION_PATIENCE : maxWaitMs;
  }
}
