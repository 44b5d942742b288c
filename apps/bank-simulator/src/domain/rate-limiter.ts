/** How many requests fit into a sliding window. */
export interface RateLimit {
  limit: number;
  windowMs: number;
}

/**
 * Sliding windows per method group. Only admitted requests count; each group keeps at most `limit`
 * time stamps, so one decision costs the same however many requests came before.
 */
export class RateLimiter {
  private readonly admitted = new Map<string, number[]>();

  /**
   * 0 when admitted, otherwise the milliseconds until a place is free. `arrivedMs` is monotonic and
   * stands in the ledger too, so that whoever recounts the windows uses the very same numbers.
   */
  admit(group: string, { limit, windowMs }: RateLimit, arrivedMs: number): number {
    const stamps = (this.admitted.get(group) ?? []).filter((stamp) => arrivedMs - stamp < windowMs);
    this.admitted.set(group, stamps);
    const [oldest] = stamps.slice(-limit);
    if (stamps.length >= limit && oldest !== undefined) return oldest + windowMs - arrivedMs;
    stamps.push(arrivedMs);
    return 0;
  }

  clear(): void {
    this.admitted.clear();
  }
}
