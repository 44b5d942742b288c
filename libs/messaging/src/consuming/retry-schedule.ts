/**
 * The whole schedule with the defaults (base 1 s, 10 attempts):
 *
 *   attempt   1   2   3   4    5    6    7    8     9     10
 *   wait    now  1s  2s  4s   8s  16s  32s  64s  128s   256s   then a dead letter
 *   sum          1s  3s  7s  15s  31s  63s  2min 4min   8.5min
 *
 * Each wait is the nominal one or half as much again, drawn at random, so that messages that failed
 * together do not come back together. The longest outage of a single dependency the schedule must
 * survive is a rolling restart of one of our services (5 min). Outages of Postgres, of the broker
 * and an open breaker burn no attempts: the message is held where it is (see {@link decide}).
 */
const JITTER_FACTORS = [1, 1.5] as const;

/** Beyond this a wait no longer helps a dependency to recover; it only makes the message late. */
const MAX_WAIT_MS = 256_000;

/**
 * Waits that an error asks for and the table above does not have: look-ups of unknown outcomes (10 s,
 * 30 s, 2 min, 10 min, then hourly) and a bank that is busy for long.
 */
const ASKED_WAITS_MS = [10_000, 30_000, 120_000, 600_000, 3_600_000];

/** Waits between attempts, drawn from a fixed set because each needs a queue of its own. */
export class RetrySchedule {
  /** Every delay that can be drawn, in milliseconds, ascending. */
  readonly delaysMs: readonly number[];
  private readonly nominalMs: readonly number[];

  constructor(
    baseMs: number,
    readonly maxAttempts: number,
    private readonly random: () => number = Math.random,
  ) {
    const maxMs = Math.max(baseMs, MAX_WAIT_MS);
    const waits = Array.from({ length: Math.max(1, maxAttempts - 1) }, (_, i) => baseMs * 2 ** i);
    this.nominalMs = [...new Set(waits.map((wait) => Math.min(wait, maxMs)))];
    const all = this.nominalMs.flatMap((wait) => JITTER_FACTORS.map((f) => Math.round(wait * f)));
    this.delaysMs = [...new Set([...all, ...ASKED_WAITS_MS])].sort((a, b) => a - b);
  }

  /** The wait an error asked for, when the repeat does not count as an attempt. */
  askedDelayMs(askedMs: number): number {
    return this.delaysMs.find((delay) => delay >= askedMs) ?? this.delaysMs.at(-1) ?? askedMs;
  }

  /**
   * The wait after the given number of failures (1 is the first), never shorter than `atLeastMs`
   * as far as the longest delay goes.
   */
  delayMs(failures: number, atLeastMs = 0): number {
    const nominal = this.nominalMs[Math.min(failures, this.nominalMs.length) - 1] ?? 0;
    const drawn = Math.round(
      nominal * (this.random() < 0.5 ? JITTER_FACTORS[0] : JITTER_FACTORS[1]),
    );
    return this.askedDelayMs(Math.max(drawn, atLeastMs));
  }
}
