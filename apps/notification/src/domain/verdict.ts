import { assertNever } from '@lk/kernel';
import { type AttemptResult } from './delivery';
import { type RetrySchedule } from './retry-schedule';

/** What becomes of a delivery after an attempt. */
export type Verdict =
  | { readonly status: 'delivered' }
  | { readonly status: 'failed'; readonly errorCode: string }
  | { readonly status: 'pending'; readonly errorCode: string; readonly delayMs: number };

/** The only place where repeating and giving up are chosen. */
export function verdictOf(
  result: AttemptResult,
  attempts: number,
  schedule: RetrySchedule,
): Verdict {
  switch (result.kind) {
    case 'delivered':
      return { status: 'delivered' };
    case 'refused':
      return { status: 'failed', errorCode: result.errorCode };
    case 'unavailable': {
      const { errorCode, retryAfterMs } = result;
      if (attempts >= schedule.maxAttempts) return { status: 'failed', errorCode };
      return { status: 'pending', errorCode, delayMs: schedule.delayMs(attempts, retryAfterMs) };
    }
    default:
      return assertNever(result);
  }
}
