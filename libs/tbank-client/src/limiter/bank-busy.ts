import { type AppError, transientError } from '@lk/kernel';
import { type GroupLimit } from './group-limits';

/** A second at least: whoever comes back at once finds the same queue. */
const LEAST_RETRY_MS = 1000;

export type BusyReason = 'too long' | 'too many waiting' | 'stopping';

/** Nothing was sent; the message comes back later, which does not count as an attempt. */
export function bankBusy({ group }: GroupLimit, reason: BusyReason, freeInMs = 0): AppError {
  return transientError('BANK_BUSY', 'No place within the limits of the bank in time', {
    retryAfterMs: Math.ceil(Math.max(LEAST_RETRY_MS, freeInMs)),
    sparesAttempt: true,
    safeDetails: { group, reason },
  });
}
