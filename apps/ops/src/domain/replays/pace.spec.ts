import fc from 'fast-check';
import { type JobOptions, NO_PROGRESS, type Progress } from './job';
import { nextMove, RAMP_STEPS } from './pace';

const RULE = { failureShare: 0.1, minimum: 20 };
const options = (more: Partial<JobOptions> = {}): JobOptions => {
  return { rate: 160, canary: 10, ramp: true, stopRule: RULE, ...more };
};
const counts = (more: Partial<Progress> = {}): Progress => {
  return { ...NO_PROGRESS, pending: 1000, ...more };
};
const move = (given: Partial<Progress>, more: Partial<JobOptions> = {}) =>
  nextMove(options(more), counts(given), 500);

describe('nextMove', () => {
  it.each([
    ['begins with the canary', {}, { action: 'send', phase: 'canary', allowance: 10 }],
    ['waits for the whole canary', { sent: 3, succeeded: 7 }, { action: 'wait', phase: 'canary' }],
    [
      'does not count what was not sent',
      { already_done: 500, skipped: 3, refused: 9 },
      { action: 'send', phase: 'canary', allowance: 10 },
    ],
    [
      'ramps when the canary is through',
      { succeeded: 10 },
      { action: 'send', phase: 'ramp', rate: 10, allowance: 20 },
    ],
    ['stops when the canary failed', { succeeded: 8, failed_again: 2 }, { action: 'stop' }],
    ['stops when the canary stays open', { succeeded: 8, undecided: 2 }, { action: 'stop' }],
    [
      'bears one failure in ten',
      { succeeded: 9, failed_again: 1 },
      { action: 'send', phase: 'ramp' },
    ],
    [
      'doubles with each step',
      { succeeded: 30 },
      { action: 'send', phase: 'ramp', rate: 20, allowance: 40 },
    ],
    [
      'goes on with the ramp although one message is slow',
      { succeeded: 29, sent: 1 },
      { action: 'send', rate: 20 },
    ],
    ['reaches the full rate', { succeeded: 310 }, { action: 'send', phase: 'full', rate: 160 }],
    ['is bounded in flight', { succeeded: 310, sent: 450 }, { action: 'send', allowance: 50 }],
    ['waits when too much is under way', { succeeded: 310, sent: 500 }, { action: 'wait' }],
    [
      'stops by its rule in the middle, too',
      { succeeded: 310, failed_again: 50 },
      { action: 'stop' },
    ],
    ['has an end', { pending: 0, succeeded: 1000 }, { action: 'finish' }],
    ['waits for the last ones', { pending: 0, succeeded: 999, sent: 1 }, { action: 'wait' }],
    [
      'is a canary as a whole when it is small',
      { pending: 0, failed_again: 1 },
      { action: 'stop' },
    ],
  ])('%s', (_what, given, expected) => {
    expect(move(given)).toMatchObject(expected);
  });

  it('goes at the full rate at once when neither canary nor ramp is wanted', () => {
    expect(move({}, { canary: 0, ramp: false })).toEqual({
      ...{ action: 'send', phase: 'full', rate: 160, allowance: 500 },
    });
  });

  it('without a canary is not judged before the minimum', () => {
    const none = { canary: 0, ramp: false };
    expect(move({ failed_again: 19 }, none)).toMatchObject({ action: 'send' });
    expect(move({ failed_again: 20 }, none)).toMatchObject({
      ...{ action: 'stop', reason: 'The stop rule: 20 of 20 failed again, 0 stayed open' },
    });
  });

  const anyOptions = fc.record({
    rate: fc.integer({ min: 1, max: 1000 }),
    canary: fc.integer({ min: 0, max: 30 }),
    ramp: fc.boolean(),
    stopRule: fc.record({
      failureShare: fc.double({ min: 0, max: 1, noNaN: true }),
      minimum: fc.integer({ min: 1, max: 50 }),
    }),
  });

  /** Plays a job: what is sent is decided in any order and any way. */
  it('never sends beyond its canary, its bounds or its stop rule, and always ends', () => {
    fc.assert(
      fc.property(
        anyOptions,
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.infiniteStream(fc.nat(99)),
        (given, total, inFlight, dice) => {
          const throwDie = (): number => dice.next().value as number;
          const failing = throwDie();
          let now: Progress = { ...NO_PROGRESS, pending: total };
          const sentOf = (c: Progress) => c.sent + c.succeeded + c.failed_again + c.undecided;
          for (let turn = 0; turn < 5000; turn += 1) {
            const next = nextMove(given, now, inFlight);
            if (next.action === 'finish' || next.action === 'stop') {
              if (next.action === 'finish') expect(now.pending + now.sent).toBe(0);
              return;
            }
            expect(next.rate).toBeLessThanOrEqual(given.rate);
            if (next.action === 'send') {
              const n = 1 + (throwDie() % next.allowance);
              const before = now;
              now = { ...now, pending: now.pending - n, sent: now.sent + n };
              expect(now.sent).toBeLessThanOrEqual(inFlight);
              const decidedBefore = sentOf(before) - before.sent;
              if (decidedBefore < given.canary) {
                expect(sentOf(now)).toBeLessThanOrEqual(given.canary);
              }
              const bad = before.failed_again + before.undecided;
              if (decidedBefore >= Math.max(given.canary, given.stopRule.minimum)) {
                expect(bad).toBeLessThanOrEqual(given.stopRule.failureShare * decidedBefore);
              }
            } else {
              // Waiting must have something to wait for.
              expect(now.sent).toBeGreaterThan(0);
            }
            if (now.sent > 0 && (next.action === 'wait' || throwDie() < 50)) {
              const result = throwDie() < failing ? 'failed_again' : 'succeeded';
              now = { ...now, sent: now.sent - 1, [result]: now[result] + 1 };
            }
          }
          throw new Error('It does not end');
        },
      ),
    );
  });

  it('has no step that is slower than the one before', () => {
    let last = 0;
    for (let done = 10; done < 10 * 2 ** (RAMP_STEPS + 2); done += 1) {
      const next = move({ succeeded: done });
      const rate = next.action === 'send' ? next.rate : last;
      expect(rate).toBeGreaterThanOrEqual(last);
      last = rate;
    }
    expect(last).toBe(160);
  });
});
