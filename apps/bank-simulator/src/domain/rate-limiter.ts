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

  constructor(private readonly nowMs: () => number) {}

  /** 0 when admitted, otherwise the milliseconds until a place is free. */
  admit(group: string, { limit, windowMs }: RateLimit): number {
    const now = this.nowMs();
    const stamps = (this.admitted.get(group) ?? []).filter((stamp) => now - stamp < windowMs);
    this.admitted.set(group, stamps);
    const [oldest] = stamps.slice(-limit);
    if (stamps.length >= limit && oldest !== undefined) return oldest + windowMs - now;
    stamps.push(now);
    return 0;
  }

  clear(): void {
    this.admitted.clear();
  }
}
