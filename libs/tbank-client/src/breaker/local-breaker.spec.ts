import { BrokenCircuitError } from 'cockatiel';
import { LocalBreaker } from './local-breaker';

class Outage extends Error {}
class Refusal extends Error {}

const fail = () => Promise.reject(new Outage());

describe('LocalBreaker', () => {
  let breaks: number;
  let breaker: LocalBreaker;
  beforeEach(() => {
    jest.useFakeTimers();
    breaks = 0;
    breaker = new LocalBreaker({
      failures: 2,
      openMs: 1000,
      isFailure: (error) => error instanceof Outage,
      onBreak: () => (breaks += 1),
    });
  });
  afterEach(() => jest.useRealTimers());

  const attempt = (work: () => Promise<unknown>) => breaker.execute(work).catch((e: unknown) => e);

  it('breaks at its number of failures, and tells so once', async () => {
    await attempt(fail);
    expect([breaker.phase, breaker.openForMs, breaks]).toEqual(['closed', 0, 0]);
    expect(await attempt(fail)).toBeInstanceOf(Outage);
    expect([breaker.phase, breaker.openForMs, breaks]).toEqual(['open', 1000, 1]);
    const work = jest.fn();
    expect(await attempt(work)).toBeInstanceOf(BrokenCircuitError);
    expect([work.mock.calls.length, breaks]).toEqual([0, 1]);
  });

  it('lets one probe when its time is over, which a refusal passes as well', async () => {
    await attempt(fail);
    await attempt(fail);
    jest.advanceTimersByTime(999);
    expect(breaker.phase).toBe('open');
    jest.advanceTimersByTime(1);
    expect(breaker.phase).toBe('due');
    const probe = attempt(() => Promise.reject(new Refusal()));
    expect(breaker.phase).toBe('probing');
    expect(await probe).toBeInstanceOf(Refusal);
    expect(breaker.phase).toBe('closed');
  });

  it('does not hear calls that began before others knew better', async () => {
    let end: (error: Error) => void = () => undefined;
    const slow = () => new Promise((_resolve, reject) => (end = reject));
    await attempt(fail);
    const call = attempt(slow);
    breaker.reset();
    end(new Outage());
    expect(await call).toBeInstanceOf(Outage);
    await attempt(fail);
    expect([breaker.phase, breaks]).toEqual(['closed', 0]);
  });

  it('follows others for their time, and tells of its own failed probe only', async () => {
    breaker.follow(5000);
    expect([breaker.phase, breaker.openForMs, breaks]).toEqual(['open', 5000, 0]);
    expect(await attempt(fail)).toBeInstanceOf(BrokenCircuitError);
    jest.advanceTimersByTime(5000);
    expect(breaker.phase).toBe('due');
    expect(await attempt(fail)).toBeInstanceOf(Outage);
    expect([breaker.phase, breaker.openForMs, breaks]).toEqual(['open', 1000, 1]);
  });

  it('tells no longer time than it was opened for when the clock is set back', async () => {
    await attempt(fail);
    await attempt(fail);
    jest.setSystemTime(Date.now() - 3_600_000);
    expect(breaker.openForMs).toBe(1000);
  });

  it('may be asked at once when the time of the others is over already', async () => {
    breaker.follow(-10);
    expect(breaker.phase).toBe('due');
    expect(await attempt(() => Promise.resolve(7))).toBe(7);
    expect([breaker.phase, breaks]).toEqual(['closed', 0]);
  });
});
