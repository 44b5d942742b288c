import { type CallPriority, type MethodGroup } from '../bank-call';

/** The right to send one request now. One of the two methods is called once, whatever happens. */
export interface Permit {
  /** The bank has answered, so the request has arrived: its place is free one window from now. */
  answered(): void;
  /** The request was surely never sent: its place is free at once. */
  unused(): void;
  /** The answer is lost: the place stays taken for as long as the request may be on its way. */
  lost(): void;
}

/** The bank's limits, held over all processes together. */
export interface RateLimiter {
  /**
   * Resolves at the moment at which the request may be sent; send it at once.
   * @throws AppError `BANK_BUSY` (transient, burns no attempt) when it would wait too long
   */
  acquire(group: MethodGroup, priority: CallPriority): Promise<Permit>;
  /** The bank asked to slow down (429, or `Retry-After`): nobody sends in this group meanwhile. */
  slowDown(group: MethodGroup, retryAfterMs: number | undefined): Promise<void>;
}
