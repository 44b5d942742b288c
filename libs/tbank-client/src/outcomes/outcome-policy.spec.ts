import { lookUpDelayMs, nextStep, type OutcomePolicy } from './outcome-policy';

const policy: OutcomePolicy = {
  lookUpDelaysMs: [2000, 10_000, 3_600_000],
  repeatWindowMs: 1000,
  lookUpForMs: 5000,
};

describe('lookUpDelayMs', () => {
  it.each([
    [0, 2000],
    [1, 10_000],
    [2, 3_600_000],
    [3, 3_600_000],
    [99, 3_600_000],
  ])('after %i look-ups waits %i ms', (lookUps, expected) => {
    expect(lookUpDelayMs(policy, lookUps)).toBe(expected);
  });

  it('does not wait without a schedule', () => {
    expect(lookUpDelayMs({ ...policy, lookUpDelaysMs: [] }, 0)).toBe(0);
  });
});

describe('nextStep', () => {
  it.each([
    [0, 'repeat'],
    [999, 'repeat'],
    [1000, 'wait'],
    [4999, 'wait'],
    [5000, 'give-up'],
    [Number.MAX_SAFE_INTEGER, 'give-up'],
  ])('unknown for %i ms: %s', (unknownForMs, expected) => {
    expect(nextStep(policy, unknownForMs)).toBe(expected);
  });
});
