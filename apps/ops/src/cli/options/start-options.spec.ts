import { startBody } from './start-options';

const minimumOf = (canary?: number) =>
  startBody({ reason: 'INC-7', canary, stopOnFailureShare: 0.05 }, null).stopRule?.minimum;

describe('startBody', () => {
  it.each([
    [undefined, 20],
    [0, 20],
    [1, 1],
    [5, 5],
    [100, 20],
  ])('with a canary of %s counts failures from %d messages on', (canary, minimum) => {
    expect(minimumOf(canary)).toBe(minimum);
  });

  it('has no stop rule unless a share is given', () => {
    expect(startBody({ reason: 'INC-7', canary: 0 }, null).stopRule).toBeUndefined();
  });
});
