import { AppLogger } from '@lk/platform';
import { FakeBreakerRow, FakeBreakerStore } from '../../test/fake-breaker-store';
import { TBankCircuitOpenError } from '../errors/tbank-errors';
import { type BreakerRow } from './breaker-store';
import { type BreakerStanding } from './circuit-breaker';
import { SharedCircuitBreaker } from './shared-circuit-breaker';

const OPTIONS = { failures: 3, openMs: 30_000, pollMs: 500, probeMs: 35_000 };
const STALE_MS = 2000;
const FACTS = { operation: 'payments.create', requestId: 'r-1' };

class Outage extends Error {
  readonly code = 'ECONNREFUSED';
}
class Refusal extends Error {}

const later = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** One process: its breaker, its way to the database, and what happened to its calls. */
class Process {
  readonly store: FakeBreakerStore;
  readonly breaker: SharedCircuitBreaker;
  readonly standings: BreakerStanding[] = [];
  sent = 0;

  constructor(row: FakeBreakerRow, name: string) {
    this.store = new FakeBreakerStore(row, name);
    this.breaker = new SharedCircuitBreaker(OPTIONS, {
      store: this.store,
      me: name,
      isFailure: (error) => error instanceof Outage,
      logger: new AppLogger('test', 'silent'),
    });
    this.breaker.onChange((standing) => this.standings.push(standing));
  }

  async start(): Promise<this> {
    this.breaker.start();
    await later(0);
    return this;
  }

  /** `sent`, `refused`, or the name of what the call threw. */
  async call(work: () => Promise<unknown> = () => Promise.resolve()): Promise<string> {
    try {
      await this.breaker.execute(FACTS, () => {
        this.sent += 1;
        return work();
      });
      return 'sent';
    } catch (error) {
      return error instanceof TBankCircuitOpenError ? 'refused' : (error as Error).constructor.name;
    }
  }

  fail = () => this.call(() => Promise.reject(new Outage()));
  refuse = () => this.call(() => Promise.reject(new Refusal()));

  async break(): Promise<void> {
    for (let i = 0; i < OPTIONS.failures; i += 1) expect(await this.fail()).toBe('Outage');
    await later(0);
  }

  /** What `check` says: how long to wait, `pass`, or `refused` for an unknown time. */
  check(): number | string {
    try {
      this.breaker.check(FACTS);
      return 'pass';
    } catch (error) {
      return (error as TBankCircuitOpenError).retryAfterMs ?? 'refused';
    }
  }
}

/** A call that goes on until the test ends it. */
function pending() {
  let end: (error?: Error) => void = () => undefined;
  const work = () =>
    new Promise<void>((resolve, reject) => {
      end = (error) => (error ? reject(error) : resolve());
    });
  return { work, end: (error?: Error) => end(error) };
}

describe('SharedCircuitBreaker', () => {
  let row: FakeBreakerRow;
  let a: Process;
  let b: Process;

  beforeEach(async () => {
    jest.useFakeTimers();
    row = new FakeBreakerRow();
    a = await new Process(row, 'a').start();
    b = await new Process(row, 'b').start();
  });
  afterEach(() => {
    a.breaker.stop();
    b.breaker.stop();
    jest.useRealTimers();
  });

  describe('closed', () => {
    it('lets all calls through and hands on what they return and throw', async () => {
      expect(await a.breaker.execute(FACTS, () => Promise.resolve(7))).toBe(7);
      expect([await a.fail(), await a.refuse(), a.check()]).toEqual(['Outage', 'Refusal', 'pass']);
      expect(a.breaker.standing).toEqual({
        phase: 'closed',
        state: 'closed',
        epoch: 0,
        openedHere: false,
      });
    });

    it.each([
      ['an answer', () => a.call()],
      ['a refusal', () => a.refuse()],
    ])('counts failures from the start again after %s', async (_what, answered) => {
      await a.fail();
      await a.fail();
      await answered();
      await a.fail();
      expect([await a.fail(), row.state, a.check()]).toEqual(['Outage', 'closed', 'pass']);
      await a.fail();
      await later(0);
      expect(row.state).toBe('open');
    });
  });

  it('counts failures over looks at the row, and those before the first look', async () => {
    const c = new Process(row, 'c');
    await c.fail();
    await c.start();
    await c.fail();
    await later(1000);
    expect([await c.fail(), c.check()]).toEqual(['Outage', 30_000]);
    c.breaker.stop();
  });

  describe('open', () => {
    it('is told once, and told again when the database did not answer', async () => {
      const open = jest.spyOn(a.store, 'open').mockReturnValue(new Promise(() => undefined));
      await a.break();
      await later(STALE_MS - 500);
      expect(open.mock.calls).toEqual([[0, 30_000, 'ECONNREFUSED']]);
      open.mockRestore();
      await later(1000);
      expect(row).toMatchObject({ state: 'open', epoch: 1 });
      expect([a.check(), b.check()]).toEqual([30_000 - STALE_MS - 500, expect.any(Number)]);
    });

    it('is known here at once and to the others at their next look', async () => {
      await a.break();
      expect(row).toMatchObject({ state: 'open', epoch: 1, failureCode: 'ECONNREFUSED' });
      expect([a.check(), b.check()]).toEqual([30_000, 'pass']);
      await later(500);
      expect([a.check(), b.check()]).toEqual([29_500, 29_500]);
      expect([await a.call(), await b.call(), a.sent, b.sent]).toEqual([
        'refused',
        'refused',
        3,
        0,
      ]);
    });

    it('says at the refused call how long is left', async () => {
      await a.break();
      await later(10_000);
      const refused = a.breaker.execute(FACTS, () => Promise.resolve());
      await expect(refused).rejects.toMatchObject({ retryAfterMs: 20_000, holdsQueue: true });
    });

    it('is opened by one when two break at the same time', async () => {
      await Promise.all([a.break(), b.break()]);
      await later(500);
      expect(row.epoch).toBe(1);
      expect([...a.standings, ...b.standings].filter((s) => s.openedHere)).toHaveLength(1);
    });

    it('obeys a person who closes the row before its time', async () => {
      await a.break();
      await later(500);
      Object.assign(row, { state: 'closed', epoch: 2 });
      await later(1000);
      expect([a.check(), b.check(), row.epoch]).toEqual(['pass', 'pass', 2]);
    });

    it('keeps the first call of a new process back', async () => {
      await b.break();
      const c = new Process(row, 'c');
      c.breaker.start();
      expect([await c.call(), c.sent]).toEqual(['refused', 0]);
      c.breaker.stop();
    });
  });

  describe('when its time is over', () => {
    beforeEach(async () => {
      await a.break();
      await later(29_999);
    });

    it('lets calls pass the check then and not before', async () => {
      expect([a.check(), b.check()]).toEqual([1, 1]);
      await later(1);
      expect([a.check(), b.check()]).toEqual(['pass', 'pass']);
      expect(b.breaker.standing).toEqual({
        phase: 'due',
        state: 'half-open',
        epoch: 1,
        openedHere: false,
      });
    });

    it('sends exactly one probe, and refuses all others while it is under way', async () => {
      await later(1);
      const probe = pending();
      const calls = [a, b, a, b].map((process) => process.call(probe.work));
      await later(0);
      expect(a.sent + b.sent).toBe(3 + 1);
      expect([a.check(), b.check()]).toEqual(['refused', 'refused']);
      expect([await a.call(), await b.call(), a.sent + b.sent]).toEqual(['refused', 'refused', 4]);
      probe.end();
      expect((await Promise.all(calls)).sort()).toEqual(['refused', 'refused', 'refused', 'sent']);
    });

    it.each([
      ['answered', 'sent', () => b.call()],
      ['refused by the bank', 'Refusal', () => b.refuse()],
    ])('closes for all when the probe is %s', async (_what, result, probe) => {
      await later(1);
      expect(await probe()).toBe(result);
      expect(row).toMatchObject({ state: 'closed', epoch: 3 });
      expect([b.check(), await b.call()]).toEqual(['pass', 'sent']);
      await later(500);
      expect([a.check(), await a.call()]).toEqual(['pass', 'sent']);
    });

    it('learns at once that another one has probed, when its own claim comes too late', async () => {
      await later(1);
      await b.call();
      expect([await a.call(), await a.call(), a.sent]).toEqual(['refused', 'sent', 4]);
    });

    it('opens again for as long when the probe fails, and probes again after that', async () => {
      await later(1);
      expect(await b.fail()).toBe('Outage');
      expect(row).toMatchObject({ state: 'open', epoch: 3 });
      expect(b.check()).toBe(30_000);
      await later(500);
      expect(a.check()).toBe(29_500);
      await later(29_500);
      expect(await a.call()).toBe('sent');
      expect(row).toMatchObject({ state: 'closed', epoch: 5 });
    });

    it('counts from nothing after it closed', async () => {
      await later(1);
      await b.call();
      await later(500);
      expect([await a.fail(), await a.fail(), row.state]).toEqual(['Outage', 'Outage', 'closed']);
      await a.fail();
      await later(0);
      expect(row.state).toBe('open');
    });

    it('probes again when the prober died, and does not hear it any more', async () => {
      await later(1);
      const dead = pending();
      const lost = a.call(dead.work);
      await later(34_999);
      expect(b.check()).toBe('refused');
      await later(500);
      expect(b.check()).toBe('pass');
      expect(await b.fail()).toBe('Outage');
      dead.end();
      expect(await lost).toBe('sent');
      expect(row).toMatchObject({ state: 'open', epoch: 4 });
      expect(a.check()).toBe(30_000);
    });

    it('probes again at once when only its own claim was lost on the way', async () => {
      await later(1);
      a.store.trouble = 'deaf';
      expect([await a.call(), a.sent, row.state]).toEqual(['refused', 3, 'half-open']);
      a.store.trouble = 'none';
      await later(500);
      expect([a.check(), b.check()]).toEqual(['pass', 'refused']);
      expect([await a.call(), row.state]).toEqual(['sent', 'closed']);
    });

    it('gives the answer of a probe whose end cannot be written down', async () => {
      await later(1);
      const probe = pending();
      const answer = a.call(probe.work);
      await later(0);
      a.store.trouble = 'away';
      probe.end();
      expect([await answer, row.state]).toEqual(['sent', 'half-open']);
      a.store.trouble = 'none';
      await later(1000);
      expect([await a.call(), row.state]).toEqual(['sent', 'closed']);
    });

    it('does not wait for a database that hangs longer than some looks', async () => {
      await later(1);
      a.store.trouble = 'hanging';
      const call = a.call();
      await later(STALE_MS);
      expect([await call, a.sent]).toEqual(['refused', 3]);
    });

    it('forgets failures of calls that began before it closed', async () => {
      b.breaker.stop();
      const slow = [pending(), pending(), pending()];
      const c = await new Process(row, 'c').start();
      row.state = 'closed';
      row.epoch += 1;
      await later(500);
      const calls = slow.map(({ work }) => c.call(work));
      await later(0);
      await a.break();
      await later(30_500);
      expect(await a.call()).toBe('sent');
      await later(500);
      slow.forEach(({ end }) => end(new Outage()));
      expect(await Promise.all(calls)).toEqual(['Outage', 'Outage', 'Outage']);
      expect([c.check(), row.state]).toEqual(['pass', 'closed']);
      c.breaker.stop();
    });
  });

  describe('without a database', () => {
    const away = (...processes: Process[]) =>
      processes.forEach(({ store }) => (store.trouble = 'away'));
    const back = (...processes: Process[]) =>
      processes.forEach(({ store }) => (store.trouble = 'none'));

    it('goes by its own count, with one probe of its own', async () => {
      away(a);
      await later(STALE_MS + 1);
      await a.break();
      expect([a.check(), b.check(), row.state]).toEqual([30_000, 'pass', 'closed']);
      expect(a.breaker.standing).not.toHaveProperty('epoch');
      await later(30_000);
      const probe = pending();
      const calls = [a.call(probe.work), a.call(), a.call()];
      await later(0);
      expect([a.sent, a.check()]).toEqual([4, 'refused']);
      probe.end();
      expect(await Promise.all(calls)).toEqual(['sent', 'refused', 'refused']);
      expect([a.check(), await a.call()]).toEqual(['pass', 'sent']);
    });

    it('tells the others when it is back, for the time that is left', async () => {
      away(a);
      await later(STALE_MS + 1);
      await a.break();
      await later(10_000);
      back(a);
      await later(5000);
      expect(row).toMatchObject({ state: 'open', epoch: 1 });
      expect(b.check()).toBe(15_000);
      expect(a.standings.filter((s) => s.openedHere)).toHaveLength(1);
    });

    it('tells nobody when the time was over before it was back', async () => {
      away(a);
      await later(STALE_MS + 1);
      await a.break();
      await later(30_000);
      back(a);
      await later(5000);
      expect([row.epoch, a.check(), await a.call()]).toEqual([0, 'pass', 'sent']);
    });

    it('tells nobody when it has found the bank well again by itself', async () => {
      away(a);
      await later(STALE_MS + 1);
      await a.break();
      await later(30_000);
      expect(await a.call()).toBe('sent');
      back(a);
      await later(5000);
      expect([row.epoch, a.check()]).toEqual([0, 'pass']);
    });

    it('tells the others also when they have opened and closed meanwhile', async () => {
      away(a);
      await b.break();
      await later(30_000);
      expect([await b.call(), row.epoch]).toEqual(['sent', 3]);
      await a.break();
      back(a);
      await later(5000);
      expect(row).toMatchObject({ state: 'open', epoch: 4 });
    });

    it('keeps what it found out alone when the database is back for a moment only', async () => {
      await b.break();
      await later(500);
      away(a);
      await later(30_000);
      expect(await a.call()).toBe('sent');
      back(a);
      await later(5000);
      expect(a.breaker.standing).toMatchObject({ phase: 'due', epoch: 1 });
      away(a);
      await later(STALE_MS + 500);
      expect(a.breaker.standing.phase).toBe('closed');
    });

    it('goes by the shared row when it is back, which the others opened meanwhile', async () => {
      away(a);
      await later(STALE_MS + 1);
      await b.break();
      expect(a.check()).toBe('pass');
      back(a);
      await later(5000);
      expect(a.check()).toBe(25_000);
    });

    it('keeps an opening that it knew of for its time, then probes alone', async () => {
      await b.break();
      await later(500);
      away(a);
      await later(STALE_MS + 1);
      expect(a.breaker.standing).toMatchObject({ phase: 'open', retryAfterMs: 27_499 });
      await later(27_499);
      const probe = pending();
      const calls = [a.call(probe.work), a.call()];
      await later(0);
      probe.end(new Outage());
      expect(await Promise.all(calls)).toEqual(['Outage', 'refused']);
      expect([a.sent, a.check()]).toEqual([1, 30_000]);
    });

    it('believes its view for some looks, and not longer', async () => {
      await b.break();
      await later(500);
      a.store.trouble = 'hanging';
      await later(STALE_MS);
      expect(a.breaker.standing.epoch).toBe(1);
      await later(1);
      expect(a.breaker.standing.epoch).toBeUndefined();
    });

    it('does not believe an older row that comes late', async () => {
      let late: (row: BreakerRow) => void = () => undefined;
      const old = await a.store.read();
      jest
        .spyOn(a.store, 'read')
        .mockReturnValueOnce(new Promise<BreakerRow>((resolve) => (late = resolve)));
      await later(500);
      await a.break();
      late(old);
      await later(0);
      away(a);
      expect(a.breaker.standing).toMatchObject({ phase: 'open', epoch: 1 });
      await later(STALE_MS + 1);
      expect(a.breaker.standing.phase).toBe('open');
    });

    it('asks less and less often, and not while a question is unanswered', async () => {
      away(a);
      a.store.reads = 0;
      await later(60_000);
      expect(a.store.reads).toBeGreaterThan(10);
      expect(a.store.reads).toBeLessThan(30);
      back(a);
      await later(5000);
      a.store.reads = 0;
      await later(5000);
      expect(a.store.reads).toBe(10);
      away(a);
      a.store.reads = 0;
      await later(2000);
      expect(a.store.reads).toBeGreaterThanOrEqual(3);
      back(a);
      await later(5000);
      a.store.trouble = 'hanging';
      a.store.reads = 0;
      await later(60_000);
      expect(a.store.reads).toBe(1);
    });

    it('starts all the same, and holds the first call up for some looks at most', async () => {
      const c = new Process(row, 'c');
      c.store.trouble = 'hanging';
      c.breaker.start();
      const call = c.call();
      await later(STALE_MS - 1);
      expect(c.sent).toBe(0);
      await later(1);
      expect(await call).toBe('sent');
      c.breaker.stop();
    });
  });

  describe('for those who listen', () => {
    const phases = (process: Process) => process.standings.map(({ phase }) => phase);

    it('tells each change once, also those that time alone makes', async () => {
      await a.break();
      await later(30_500);
      await b.call();
      await later(500);
      expect(phases(a)).toEqual(['closed', 'open', 'open', 'due', 'closed']);
      expect(phases(b)).toEqual(['closed', 'open', 'due', 'probing', 'probing', 'closed']);
      expect(a.standings.map(({ openedHere }) => openedHere)).toEqual([
        false,
        false,
        true,
        false,
        false,
      ]);
      expect(b.standings.some(({ openedHere }) => openedHere)).toBe(false);
    });

    it('tells what time makes also while the database hangs', async () => {
      await b.break();
      await later(500);
      a.store.trouble = 'hanging';
      await later(30_000);
      expect(a.standings.at(-1)?.phase).toBe('due');
    });

    it('does not count a failed probe as one more opening', async () => {
      await a.break();
      await later(30_000);
      await a.fail();
      expect(a.breaker.standing).toMatchObject({ phase: 'open', openedHere: false });
    });

    it('goes on when a listener throws', async () => {
      const heard: string[] = [];
      a.breaker.onChange(() => {
        throw new Error('broken listener');
      });
      a.breaker.onChange(({ phase }) => heard.push(phase));
      await a.break();
      expect([heard.at(-1), a.check()]).toEqual(['open', 30_000]);
    });

    it('looks no more often when it is started twice, and can be started again', async () => {
      a.breaker.start();
      a.store.reads = 0;
      await later(5000);
      expect(a.store.reads).toBe(10);
      a.breaker.stop();
      a.breaker.start();
      await later(500);
      expect(a.store.reads).toBe(12);
    });

    it('is silent after it was stopped', async () => {
      a.breaker.stop();
      a.store.reads = 0;
      await b.break();
      await later(60_000);
      expect(a.store.reads).toBe(0);
      expect(jest.getTimerCount()).toBe(1);
    });
  });

  describe('for on call', () => {
    it('notes answers and failures, each at most every five seconds', async () => {
      for (let i = 0; i < 5; i += 1) await a.call();
      await a.fail();
      await a.fail();
      expect(a.store.notes).toEqual(['success', 'ECONNREFUSED']);
      await later(4999);
      await a.call();
      expect(a.store.notes).toHaveLength(2);
      await later(1);
      await a.call();
      await a.refuse();
      expect(a.store.notes).toEqual(['success', 'ECONNREFUSED', 'success']);
    });

    it('neither delays nor fails a call by a note', async () => {
      a.store.trouble = 'away';
      expect(await a.call()).toBe('sent');
      a.store.trouble = 'hanging';
      await later(5000);
      expect(await a.call()).toBe('sent');
    });
  });
});
