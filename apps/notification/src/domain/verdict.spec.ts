import { RetrySchedule } from './retry-schedule';
import { verdictOf } from './verdict';

const HOUR_MS = 3600_000;
const schedule = new RetrySchedule(15_000, 12, () => 1);

describe('verdictOf', () => {
  it('ends with what is delivered', () => {
    expect(verdictOf({ kind: 'delivered' }, 1, schedule)).toEqual({ status: 'delivered' });
  });

  it('gives up at once what is refused', () => {
    const refused = { kind: 'refused', errorCode: 'HTTP_400' } as const;
    expect(verdictOf(refused, 1, schedule)).toEqual({ status: 'failed', errorCode: 'HTTP_400' });
  });

  it('repeats what could not be delivered, and gives up after the last attempt', () => {
    const away = { kind: 'unavailable', errorCode: 'TIMEOUT' } as const;
    const waiting = { status: 'pending', errorCode: 'TIMEOUT' };
    expect(verdictOf(away, 1, schedule)).toEqual({ ...waiting, delayMs: 15_000 });
    expect(verdictOf(away, 11, schedule)).toEqual({ ...waiting, delayMs: 4 * HOUR_MS });
    expect(verdictOf(away, 12, schedule)).toEqual({ status: 'failed', errorCode: 'TIMEOUT' });
    expect(verdictOf(away, 13, schedule)).toMatchObject({ status: 'failed' });
  });
});

describe('RetrySchedule', () => {
  it.each([
    [0, 4],
    [1, 8],
  ])('with the luck %d lasts longer than %d hours', (luck, hours) => {
    const drawn = new RetrySchedule(15_000, 12, () => luck);
    const waits = Array.from({ length: 11 }, (_, index) => drawn.delayMs(index + 1));
    const sum = waits.reduce((total, wait) => total + wait, 0);
    expect(sum).toBeGreaterThan(hours * HOUR_MS);
    expect(sum).toBeLessThan((hours + 0.5) * HOUR_MS);
  });

  it('waits as long as the receiver asks, up to a day', () => {
    expect(schedule.delayMs(1, 60_000)).toBe(60_000);
    expect(schedule.delayMs(1, 1000)).toBe(15_000);
    expect(schedule.delayMs(1, 999 * HOUR_MS)).toBe(24 * HOUR_MS);
  });
});
