import { countedGroup, parseRateLimits } from './method-groups';
import { limitOf } from './method-limits';
import { RateLimiter } from './rate-limiter';
import { retryAfterHeader } from './retry-after';
import { type SimulatorSettings } from './settings';

describe('RateLimiter', () => {
  let now = 0;
  const limit = { limit: 2, windowMs: 1000 };

  it('admits again when the oldest request leaves the sliding window', () => {
    const limiter = new RateLimiter();
    expect(limiter.admit('deals', limit, now)).toBe(0);
    now = 600;
    expect(limiter.admit('deals', limit, now)).toBe(0);
    expect(limiter.admit('deals', limit, now)).toBe(400);
    now = 1000;
    expect(limiter.admit('deals', limit, now)).toBe(0);
    expect(limiter.admit('deals', limit, now)).toBe(600);
  });

  it('counts groups apart and forgets on clear', () => {
    const limiter = new RateLimiter();
    const one = { limit: 1, windowMs: 1000 };
    expect(limiter.admit('a', one, now)).toBe(0);
    expect(limiter.admit('b', one, now)).toBe(0);
    expect(limiter.admit('a', one, now)).toBeGreaterThan(0);
    limiter.clear();
    expect(limiter.admit('a', one, now)).toBe(0);
  });
});

describe('limitOf', () => {
  const settings = {
    rateLimitPerSecond: 10,
    selfEmployedListIntervalMs: 600_000,
    rateLimits: { steps: { limit: 3, windowMs: 500 } },
  };
  const of = (group: Parameters<typeof limitOf>[0]) =>
    limitOf(group, settings as SimulatorSettings);

  it('allows 10 a second to nominal methods and 1 to self-employed ones', () => {
    expect(of('payments')).toEqual({ limit: 10, windowMs: 1000 });
    expect(of('self-employed.recipients')).toEqual({ limit: 1, windowMs: 1000 });
  });

  it('prefers the limit of a group of its own', () => {
    expect(of('steps')).toEqual({ limit: 3, windowMs: 500 });
  });

  it('stretches the window of the self-employed list', () => {
    expect(of('self-employed.list')).toEqual({ limit: 1, windowMs: 600_000 });
  });
});

describe('countedGroup', () => {
  it.each([
    ['self-employed.list', undefined, 'self-employed.list'],
    ['self-employed.list', { offset: 0 }, 'self-employed.list'],
    ['self-employed.list', { offset: '900' }, 'self-employed.list'],
    ['self-employed.list', { offset: 900 }, 'self-employed.recipients'],
    ['payments', { offset: 900 }, 'payments'],
  ] as const)('counts %s with %j as %s', (group, body, counted) => {
    expect(countedGroup(group, body)).toBe(counted);
  });
});

describe('parseRateLimits', () => {
  it('reads groups with limit and window', () => {
    expect(parseRateLimits('')).toEqual({});
    expect(parseRateLimits('deals=20/1000, self-employed.list=1/600000')).toEqual({
      deals: { limit: 20, windowMs: 1000 },
      'self-employed.list': { limit: 1, windowMs: 600_000 },
    });
  });

  it.each(['deals', 'deals=0/1000', 'deals=1/0', 'nobody=1/1000', 'deals=1.5/1000'])(
    'does not understand %s',
    (text) => expect(parseRateLimits(text)).toBeUndefined(),
  );
});

describe('retryAfterHeader', () => {
  const now = new Date('2026-01-01T00:00:00.400Z');

  it('is never too early', () => {
    expect(retryAfterHeader(1001, 'seconds', now)).toBe('2');
    expect(retryAfterHeader(1001, 'date', now)).toBe('Thu, 01 Jan 2026 00:00:02 GMT');
    expect(retryAfterHeader(1001, 'none', now)).toBeUndefined();
  });
});
