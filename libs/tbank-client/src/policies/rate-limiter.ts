import { type CallPriority, type MethodGroup } from '../bank-call';

/** Permission to send one request of a group now. */
export interface RateLimiter {
  /** Resolves when the request may be sent. @throws AppError transient when it would wait too long */
  acquire(group: MethodGroup, priority: CallPriority): Promise<void>;
}

/** Sends at once: the bank's 429 and `Retry-After` are the only brake. */
export class UnlimitedRate implements RateLimiter {
  acquire(): Promise<void> {
    return Promise.resolve();
  }
}
