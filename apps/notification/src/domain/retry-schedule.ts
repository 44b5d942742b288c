import { backoffMs } from '@lk/kernel';

/**
 * The whole schedule with the defaults (base 15 s, 12 attempts):
 *
 *   attempt    1    2    3    4    5    6     7     8     9     10     11     12
 *   wait     now  15s  30s   1m   2m   4m    8m   16m   32m    64m   128m     4h
 *   sum           15s  45s   2m   4m   8m   16m   32m   64m    2.1h   4.3h   8.3h
 *
 * Each wait is between half of the nominal one and the whole of it, drawn at random, so the last
 * attempt comes 4.1 to 8.3 hours after the first: a night's maintenance of the cabinet or of the mail
 * server (4 h) is survived in any case. Later than that a person hears of it in other ways.
 */
const MAX_WAIT_MS = 4 * 3600_000;

/** A receiver may ask for patience, but not for ever: a wrong clock there must not lose a message. */
const MAX_RETRY_AFTER_MS = 24 * 3600_000;

/** Waits between the attempts of one delivery. */
export class RetrySchedule {
  constructor(
    private readonly baseMs: number,
    readonly maxAttempts: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** The wait after the given number of attempts (1 is the first), never shorter than asked for. */
  delayMs(attempts: number, retryAfterMs = 0): number {
    const drawn = backoffMs(attempts - 1, this.baseMs, MAX_WAIT_MS, this.random);
    return Math.max(drawn, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
  }
}
