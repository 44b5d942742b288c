import { limitOf } from './method-limits';
import { RateLimiter } from './rate-limiter';
import { type SimulatorSettings } from './settings';

describe('RateLimiter', () => {
  let now = 0;
  const limit = { limit: 2, windowMs: 1000 };

  it('admits again when the oldest request leaves the sliding window', () => {
    const limiter = new RateLimiter(() => now);
    expect(limiter.admit('deals', limit)).toBe(0);
    now = 600;
    expect(limiter.admit('deals', limit)).toBe(0);
    expect(limiter.admit('deals', limit)).toBe(400);
    now = 1000;
    expect(limiter.admit('deals', limit)).toBe(0);
    expect(limiter.admit('deals', limit)).toBe(600);
  });

  it('counts groups apart and forgets on clear', () => {
    const limiter = new RateLimiter(() => now);
    const one = { limit: 1, windowMs: 1000 };
    expect(limiter.admit('a', one)).toBe(0);
    expect(limiter.admit('b', one)).toBe(0);
    expect(limiter.admit('a', one)).toBeGreaterThan(0);
    limiter.clear();
    expect(limiter.admit('a', one)).toBe(0);
  });
});

describe('limitOf', () => {
  const settings = { rateLimitPerSecond: 10, selfEmployedListIntervalMs: 600_000 };
  const of = (group: Parameters<typeof limitOf>[0]) =>
    limitOf(group, settings as SimulatorSettings);

  it('allows 10 a second to nominal methods and 1 to self-employed ones', () => {
    expect(of('payments')).toEqual({ limit: 10, windowMs: 1000 });
    expect(of('self-employed.recipients')).toEqual({ limit: 1, windowMs: 1000 });
  });

  it('stretches the window of the self-employed list', () => {
    expect(of('self-employed.list')).toEqual({ limit: 1, windowMs: 600_000 });
  });
});
