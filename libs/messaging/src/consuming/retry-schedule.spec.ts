import * as fc from 'fast-check';
import { RetrySchedule } from './retry-schedule';

const lowest = (): number => 0;
const highest = (): number => 0.999;

describe('RetrySchedule', () => {
  it('has the waits of the table with the defaults, each also half as long again', () => {
    const { delaysMs } = new RetrySchedule(1000, 10);
    expect(delaysMs).toEqual([
      1000, 1500, 2000, 3000, 4000, 6000, 8000, 10_000, 12_000, 16_000, 24_000, 30_000, 32_000,
      48_000, 64_000, 96_000, 120_000, 128_000, 192_000, 256_000, 384_000, 600_000, 3_600_000,
    ]);
  });

  it('doubles from failure to failure and stays at the longest wait', () => {
    const schedule = new RetrySchedule(1000, 4, lowest);
    expect([1, 2, 3, 4, 9].map((failures) => schedule.delayMs(failures))).toEqual([
      1000, 2000, 4000, 4000, 4000,
    ]);
  });

  it('draws the nominal wait or half as much again', () => {
    expect(new RetrySchedule(1000, 4, highest).delayMs(2)).toBe(3000);
    const drawn = new Set<number>();
    const schedule = new RetrySchedule(1000, 4);
    for (let i = 0; i < 200; i += 1) drawn.add(schedule.delayMs(1));
    expect([...drawn].sort()).toEqual([1000, 1500]);
  });

  it('never grows beyond 256 s, with jitter 384 s, however many attempts there are', () => {
    expect(new RetrySchedule(1000, 20, highest).delayMs(19)).toBe(384_000);
    expect(new RetrySchedule(300_000, 20, highest).delayMs(19)).toBe(450_000);
  });

  it('rounds a wait the dependency asked for up to the next one there is a queue for', () => {
    const schedule = new RetrySchedule(1000, 4, lowest);
    expect(schedule.delayMs(1, 3500)).toBe(4000);
    expect(schedule.delayMs(1, 900)).toBe(1000);
    expect(schedule.delayMs(1, 7_200_000)).toBe(3_600_000);
  });

  it('has the waits between look-ups, whatever the base is', () => {
    const schedule = new RetrySchedule(20, 3);
    const asked = [10_000, 30_000, 120_000, 600_000, 3_600_000];
    expect(asked.map((wait) => schedule.askedDelayMs(wait))).toEqual(asked);
    expect(schedule.askedDelayMs(25)).toBe(30);
    expect(schedule.askedDelayMs(0)).toBe(20);
  });

  it('only ever answers a delay that has a queue, never shorter than the nominal wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 5000 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (baseMs, attempts, failures, atLeastMs) => {
          const schedule = new RetrySchedule(baseMs, attempts);
          const delay = schedule.delayMs(failures, atLeastMs);
          expect(schedule.delaysMs).toContain(delay);
          expect(delay).toBeGreaterThanOrEqual(
            Math.min(Math.max(baseMs, atLeastMs), schedule.delaysMs.at(-1) ?? 0),
          );
        },
      ),
    );
  });

  it('has a wait even when there is one attempt only', () => {
    expect(new RetrySchedule(1000, 1, lowest).delayMs(1)).toBe(1000);
  });
});
