import { within } from './within';

describe('within', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives what comes in time, and leaves no timer behind', async () => {
    expect(await within(1000, Promise.resolve(7))).toBe(7);
    await expect(within(1000, Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives up what does not come in time, and not before', async () => {
    let error: unknown;
    within(1000, new Promise(() => undefined)).catch((late: unknown) => (error = late));
    await jest.advanceTimersByTimeAsync(999);
    expect(error).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1);
    expect(error).toMatchObject({ code: 'DATABASE_SLOW', disposition: 'transient' });
  });
});
