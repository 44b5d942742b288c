/** How much of a second may be caught up at once: a batch, not a flood after a pause. */
const BURST_SECONDS = 0.25;

/** At most so many a second, evenly. In memory: who takes a job over begins with an empty bucket. */
export class TokenBucket {
  private tokens = 0;
  private at: number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: number) {
    this.at = now;
  }

  /** @returns how many of `wanted` may be sent now */
  take(wanted: number, rate: number, now: number): number {
    this.fill(rate, now);
    const granted = Math.max(0, Math.min(wanted, Math.floor(this.tokens)));
    this.tokens -= granted;
    return granted;
  }

  /** Tokens that were taken and not used. */
  giveBack(count: number): void {
    this.tokens += count;
  }

  /** Milliseconds until the next one. */
  waitMs(rate: number): number {
    return this.tokens >= 1 ? 0 : Math.ceil(((1 - this.tokens) / rate) * 1000);
  }

  private fill(rate: number, now: number): void {
    const most = Math.max(1, rate * BURST_SECONDS);
    this.tokens = Math.min(most, this.tokens + ((now - this.at) / 1000) * rate);
    this.at = now;
  }
}
