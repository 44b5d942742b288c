import { type AppError, assertNever } from '@lk/kernel';

/** What becomes of a message after its handler failed. */
export type Decision =
  | { readonly action: 'ack' }
  | { readonly action: 'hold' }
  | { readonly action: 'retry'; readonly retryAfterMs: number; readonly counts: boolean }
  | { readonly action: 'dead-letter'; readonly alert: boolean };

/**
 * The only place where ack, retry and dead letter are chosen.
 * @param failures how often the message has failed, this time included
 * @param maxAttempts the queue's limit; an error may ask for fewer
 */
export function decide(error: AppError, failures: number, maxAttempts: number): Decision {
  switch (error.disposition) {
    case 'benign':
      return { action: 'ack' };
    case 'permanent':
      return { action: 'dead-letter', alert: false };
    case 'invariant':
      return { action: 'dead-letter', alert: true };
    case 'transient':
    case 'unknown-outcome':
      if (error.holdsQueue) return { action: 'hold' };
      if (error.sparesAttempt) {
        return { action: 'retry', retryAfterMs: error.retryAfterMs ?? 0, counts: false };
      }
      if (failures >= Math.min(maxAttempts, error.maxAttempts ?? maxAttempts)) {
        return { action: 'dead-letter', alert: error.disposition === 'unknown-outcome' };
      }
      return { action: 'retry', retryAfterMs: error.retryAfterMs ?? 0, counts: true };
    default:
      return assertNever(error.disposition);
  }
}
