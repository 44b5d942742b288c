import { type AppError, transientError } from '@lk/kernel';
import { type CallPriority } from '../bank-call';
import { GroupLimiter } from './group-limiter';
import { type GroupLimit, PRIORITIES } from './group-limits';
import {
  type Booking,
  type LimitStore,
  type PermitReply,
  type PermitRequest,
  type Refusal,
} from './limit-store';
import { type Permit } from './rate-limiter';

const LIMIT: GroupLimit = { group: 'deals', limit: 10, windowMs: 1000 };
const NONE = { payment: 0, command: 0, 'look-up': 0, reconciliation: 0 };

/** Gives what it is told to give, after `tripMs`, and refuses the rest. */
class FakeStore implements LimitStore {
  readonly requests: PermitRequest[] = [];
  readonly slowedDown: number[] = [];
  readonly replies: (Partial<PermitReply> | Error)[] = [];
  tripMs = 0;
  comeInMs = 60_000;
  blockedForMs = 0;
  private token = 0;

  booking = (priority: CallPriority, startInMs = 0, sure = false): Booking => {
    this.token += 1;
    return { priority, lane: 1, token: this.token, startInMs, sure };
  };

  async take(_limit: GroupLimit, request: PermitRequest): Promise<PermitReply> {
    this.requests.push(request);
    const reply = this.replies.shift() ?? {};
    if (this.tripMs > 0) await new Promise((resolve) => setTimeout(resolve, this.tripMs));
    if (reply instanceof Error) throw reply;
    const { bookings = [], blockedForMs = 0 } = reply;
    const short = PRIORITIES.filter(
      (p) => request.wanted[p] > bookings.filter(({ priority }) => priority === p).length,
    );
    const { comeInMs } = this;
    const refusals = short.map((priority) => ({ priority, comeInMs, earliestInMs: 100 }));
    return { bookings, refusals: reply.refusals ?? refusals, blockedForMs };
  }

  slowDown(_limit: GroupLimit, waitMs: number): Promise<number> {
    this.slowedDown.push(waitMs);
    return Promise.resolve(this.blockedForMs);
  }
}

describe('GroupLimiter', () => {
  let store: FakeStore;
  let limiter: GroupLimiter;
  /** What became of the calls, in order: `name@ms` or `name!CODE`. */
  let story: string[];
  let permits: Map<string, Permit>;
  let errors: Map<string, AppError>;
  let events: string[];
  let shiftMs: number;

  const now = (): number => performance.now() + shiftMs;
  const later = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  function make(limit: GroupLimit = LIMIT): void {
    limiter = new GroupLimiter(
      { limit, jitterMs: 250, maxWaitMs: 10_000 },
      {
        store,
        now,
        onGranted: (priority, waitedMs) => events.push(`${priority} ${waitedMs}`),
        onRejected: (priority, code) => events.push(`${priority} ${code}`),
      },
    );
  }

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    store = new FakeStore();
    [story, events, shiftMs] = [[], [], 0];
    permits = new Map();
    errors = new Map();
    make();
  });
  afterEach(() => {
    limiter.stop();
    jest.useRealTimers();
  });

  function ask(name: string, priority: CallPriority): void {
    const at = now();
    limiter.acquire(priority).then(
      (permit) => {
        permits.set(name, permit);
        story.push(`${name}@${Math.round(now() - at)}`);
      },
      (error: AppError) => {
        errors.set(name, error);
        story.push(`${name}!${error.code}`);
      },
    );
  }
  const commands = (...names: string[]) => names.forEach((name) => ask(name, 'command'));
  const books = (...bookings: Booking[]) => store.replies.push({ bookings });
  const refuses = (priority: CallPriority, comeInMs: number, earliestInMs: number) => {
    const refusal: Refusal = { priority, comeInMs, earliestInMs };
    store.replies.push({ refusals: [refusal] });
  };
  const wanted = () => store.requests.map((request) => request.wanted);
  const reports = (n: number) => store.requests[n]?.reports;
  const end = (name: string, how: keyof Permit) => permits.get(name)?.[how]();

  describe('a permit', () => {
    it('is booked in one trip and given at its start', async () => {
      books(store.booking('command'));
      commands('a');
      await later(0);
      expect(story).toEqual(['a@0']);
      expect(store.requests).toEqual([
        {
          wanted: { ...NONE, command: 1 },
          aheadMs: { ...NONE, command: 10_000 },
          holdMs: 250,
          reports: [],
        },
      ]);
      expect(events).toEqual(['command 0']);
    });

    it('is never given before its start, counted from the end of the trip', async () => {
      store.tripMs = 20;
      books(store.booking('command', 100));
      commands('a');
      await later(119);
      expect(story).toEqual([]);
      await later(1);
      expect(story).toEqual(['a@120']);
      expect(events).toEqual(['command 120']);
    });

    it('is not given early by a timer that fires early', async () => {
      books(store.booking('command', 100));
      commands('a');
      await later(0);
      shiftMs = -3;
      await later(102);
      expect(story).toEqual([]);
      await later(1);
      expect(story).toEqual(['a@100']);
    });

    it('waits whole milliseconds, rounded up', async () => {
      books(store.booking('command', 10.2));
      commands('a');
      await later(10);
      expect(story).toEqual([]);
      await later(1);
      expect(story).toEqual(['a@11']);
    });

    it.each([
      [100, ['a@200']],
      [101, []],
    ])('is used when the process was blocked for %d ms after its start: %p', async (ms, seen) => {
      books(store.booking('command', 100));
      commands('a');
      await later(0);
      shiftMs = ms;
      await later(100);
      expect(story).toEqual(seen);
    });

    it('that became late is reported unused, and another one taken', async () => {
      books(store.booking('command', 100));
      books(store.booking('command', 5));
      commands('a');
      await later(0);
      shiftMs = 101;
      await later(105);
      expect(story).toEqual(['a@206']);
      expect(reports(1)).toEqual([{ lane: 1, token: 1, kind: 'unused', ageMs: 0 }]);
    });

    it('for which nobody is left is reported unused with the next trip', async () => {
      books(store.booking('command'), store.booking('command', 30));
      commands('a');
      await later(40);
      end('a', 'lost');
      books(store.booking('command'));
      commands('b');
      await later(0);
      expect(story).toEqual(['a@0', 'b@0']);
      expect(reports(1)).toEqual([{ lane: 1, token: 2, kind: 'unused', ageMs: 10 }]);
    });
  });

  describe('what became of a request', () => {
    beforeEach(async () => {
      books(store.booking('command'));
      commands('a');
      await later(0);
    });

    async function nextReports(afterMs: number) {
      await later(afterMs);
      books(store.booking('command'));
      commands('b');
      await later(0);
      return reports(1);
    }

    it.each(['answered', 'unused'] as const)('rides on the next trip: %s', async (kind) => {
      end('a', kind);
      expect(store.requests).toHaveLength(1);
      expect(await nextReports(70)).toEqual([{ lane: 1, token: 1, kind, ageMs: 70 }]);
    });

    it('is not told when the answer was lost', async () => {
      end('a', 'lost');
      expect(await nextReports(70)).toEqual([]);
    });

    it('is told once, by what came first', async () => {
      end('a', 'lost');
      end('a', 'answered');
      end('a', 'unused');
      expect(await nextReports(70)).toEqual([]);
    });

    it.each([
      [3250, 1],
      [3251, 0],
    ])('is worth telling for a while: after %d ms %d', async (ms, count) => {
      end('a', 'answered');
      expect(await nextReports(ms)).toHaveLength(count);
    });
  });

  it('keeps the newest reports when there are too many', async () => {
    for (let i = 1; i <= 42; i += 1) {
      store.replies.push({ bookings: [store.booking('payment')] });
    }
    store.replies[0] = { bookings: Array.from({ length: 42 }, () => store.booking('payment')) };
    ask('a', 'payment');
    await later(1);
    ask('b', 'payment');
    await later(0);
    expect(reports(1)).toHaveLength(40);
    expect(reports(1)?.at(-1)?.token).toBe(84);
  });

  describe('the order', () => {
    it('is by priority, whatever the slot was booked for', async () => {
      books(...[10, 20, 30, 40].map((at) => store.booking('reconciliation', at)));
      ask('sweep', 'reconciliation');
      ask('look-up', 'look-up');
      ask('command', 'command');
      await later(5);
      ask('payment', 'payment');
      await later(40);
      expect(story).toEqual(['payment@5', 'command@20', 'look-up@30', 'sweep@40']);
    });

    it('is by arrival within a class', async () => {
      books(store.booking('command', 20), store.booking('command', 10));
      commands('a', 'b');
      await later(20);
      expect(story).toEqual(['a@10', 'b@20']);
    });

    it('leaves a sure slot to its class', async () => {
      books(store.booking('reconciliation', 10, true), store.booking('command', 20));
      ask('sweep', 'reconciliation');
      commands('a');
      await later(5);
      ask('payment', 'payment');
      await later(15);
      expect(story).toEqual(['sweep@10', 'payment@15']);
    });

    it('gives a sure slot to others when its class is gone', async () => {
      books(store.booking('reconciliation', 10, true));
      commands('a');
      await later(10);
      expect(story).toEqual(['a@10']);
    });
  });

  describe('below payments', () => {
    it('asks for one batch of a class and for the next when it has begun and was answered', async () => {
      books(store.booking('command', 0), store.booking('command', 100));
      commands('a', 'b', 'c', 'd', 'e');
      await later(0);
      end('a', 'answered');
      await later(100);
      expect(story).toEqual(['a@0', 'b@100']);
      expect(wanted()).toEqual([{ ...NONE, command: 1 }]);
    });

    it('asks for no more than a batch, and never for more than wait', async () => {
      store.tripMs = 10;
      store.comeInMs = 0;
      commands('a', 'b', 'c', 'd', 'e');
      await later(10);
      ask('sweep', 'reconciliation');
      await later(10);
      expect(wanted().slice(0, 3)).toEqual([
        { ...NONE, command: 1 },
        { ...NONE, command: 2 },
        { ...NONE, command: 2, reconciliation: 1 },
      ]);
    });

    it.each([
      [1, 1],
      [7, 1],
      [8, 2],
      [20, 4],
    ])('books a fifth of the limit at a time: of %d, %d', async (perWindow, batch) => {
      make({ ...LIMIT, limit: perWindow });
      store.tripMs = 10;
      store.comeInMs = 0;
      commands('a', 'b', 'c', 'd', 'e', 'f');
      await later(10);
      expect(wanted()[1]).toEqual({ ...NONE, command: batch });
    });

    it('waits for answers to report them, but not longer than half a slot', async () => {
      books(store.booking('command'));
      commands('a');
      await later(0);
      commands('b');
      await later(49);
      expect(wanted()).toHaveLength(1);
      await later(1);
      expect(wanted()).toHaveLength(2);
    });

    it.each([
      [100, 5],
      [1, 50],
    ])('waits for them shorter when slots are: %d a second, %d ms', async (perWindow, ms) => {
      make({ ...LIMIT, limit: perWindow });
      books(store.booking('command'));
      commands('a');
      await later(0);
      commands('b');
      await later(ms - 1);
      expect(wanted()).toHaveLength(1);
      await later(1);
      expect(wanted()).toHaveLength(2);
    });

    it('goes on at the moment of the last answer', async () => {
      books(store.booking('command'), store.booking('command'));
      commands('a');
      await later(0);
      books(store.booking('command'));
      commands('b', 'c');
      await later(10);
      end('a', 'answered');
      await later(0);
      expect(wanted()).toHaveLength(2);
      expect(reports(1)).toEqual([
        { lane: 1, token: 2, kind: 'unused', ageMs: 10 },
        { lane: 1, token: 1, kind: 'answered', ageMs: 0 },
      ]);
    });
  });

  describe('for payments', () => {
    const pay = (...names: string[]) => names.forEach((name) => ask(name, 'payment'));

    it('asks for all that is missing', async () => {
      store.tripMs = 10;
      store.comeInMs = 0;
      books();
      books(...[500, 600, 700].map((at) => store.booking('payment', at)));
      pay('a');
      pay('b', 'c');
      await later(20);
      pay('d', 'e');
      await later(5);
      expect(wanted().map(({ payment }) => payment)).toEqual([1, 3, 1]);
      await later(5);
      expect(wanted().map(({ payment }) => payment)).toEqual([1, 3, 1, 2]);
    });

    it.each([
      [200, false, 0],
      [201, false, 1],
      [100, true, 1],
    ])('counts on a slot of others in %d ms, sure: %s', async (startInMs, sure, more) => {
      books(store.booking('command', startInMs, sure));
      commands('a');
      await later(0);
      pay('b');
      await later(0);
      expect(wanted().slice(1)).toEqual(more ? [{ ...NONE, payment: 1 }] : []);
    });

    it('wants none when more is booked than waits', async () => {
      books(store.booking('payment', 500), store.booking('payment', 600));
      pay('a');
      await later(0);
      commands('b');
      await later(0);
      expect(wanted()[1]).toEqual({ ...NONE, command: 1 });
    });

    it('does not wait for answers of others', async () => {
      books(store.booking('command'));
      commands('a');
      await later(0);
      pay('b');
      await later(0);
      expect(wanted()).toHaveLength(2);
    });
  });

  describe('refused', () => {
    it('asks again when it was told to, and not before', async () => {
      refuses('command', 700, 1700);
      books(store.booking('command'));
      commands('a');
      await later(699);
      expect(wanted()).toHaveLength(1);
      await later(1);
      expect(story).toEqual(['a@700']);
    });

    it('counts the wait from the end of the trip, and the earliest start from its begin', async () => {
      store.tripMs = 20;
      refuses('command', 700, 9990);
      commands('a');
      await later(719);
      expect([story, wanted().length]).toEqual([[], 1]);
      await later(1);
      expect(wanted()).toHaveLength(2);
    });

    it('forgets it when it was served meanwhile', async () => {
      refuses('command', 60_000, 100);
      commands('a');
      await later(0);
      books(store.booking('payment'), store.booking('command'));
      ask('b', 'payment');
      await later(0);
      books(store.booking('command'));
      commands('c');
      await later(50);
      expect(story).toEqual(['b@0', 'a@0', 'c@50']);
    });

    it('asks along with another class', async () => {
      refuses('reconciliation', 700, 400);
      ask('sweep', 'reconciliation');
      await later(10);
      books(store.booking('command'));
      commands('a');
      await later(0);
      expect(wanted()[1]).toEqual({ ...NONE, command: 1, reconciliation: 1 });
    });

    it.each([
      [10_000, []],
      [10_001, ['a!BANK_BUSY']],
    ])('is told at once when it would wait too long: %d ms', async (earliestInMs, seen) => {
      refuses('command', 1000, earliestInMs);
      commands('a');
      await later(0);
      expect(story).toEqual(seen);
    });

    it('says when to come back', async () => {
      refuses('command', 1000, 444_000.5);
      commands('a');
      await later(0);
      expect(errors.get('a')).toMatchObject({
        disposition: 'transient',
        sparesAttempt: true,
        retryAfterMs: 444_001,
        safeDetails: { group: 'deals', reason: 'too long' },
      });
      expect(events).toEqual(['command BANK_BUSY']);
    });

    it('spares other classes, and those for whom something is booked', async () => {
      store.tripMs = 10;
      store.replies.push({
        bookings: [store.booking('payment', 500)],
        refusals: [{ priority: 'payment', comeInMs: 1000, earliestInMs: 20_000 }],
      });
      ask('a', 'payment');
      ask('b', 'payment');
      commands('c');
      await later(10);
      expect(story).toEqual(['b!BANK_BUSY']);
    });
  });

  describe('bounded waiting', () => {
    it.each([
      ['payment', 10_000],
      ['command', 10_000],
      ['look-up', 10_000],
      ['reconciliation', 30_000],
    ] as const)('rejects a %s after %d ms', async (priority, ms) => {
      refuses(priority, 60_000, 100);
      ask('a', priority);
      await later(ms - 1);
      expect(story).toEqual([]);
      expect(limiter.waiting(priority)).toBe(1);
      await later(1);
      expect(story).toEqual(['a!BANK_BUSY']);
      expect(limiter.waiting(priority)).toBe(0);
      expect(errors.get('a')?.retryAfterMs).toBe(1000);
    });

    it('tells the database how long the most patient one would wait', async () => {
      refuses('command', 60_000, 100);
      commands('a');
      await later(4000);
      ask('b', 'payment');
      await later(0);
      commands('c');
      await later(1000);
      ask('d', 'reconciliation');
      await later(0);
      expect(store.requests.at(-1)?.aheadMs).toEqual({
        ...NONE,
        payment: 9000,
        command: 9000,
        reconciliation: 30_000,
      });
    });

    it('takes no more than a thousand of one class', async () => {
      refuses('command', 60_000, 100);
      for (let i = 0; i < 1000; i += 1) commands(`a${i}`);
      await later(0);
      expect(story).toEqual([]);
      commands('b');
      ask('c', 'payment');
      await later(0);
      expect(story).toEqual(['b!BANK_BUSY']);
      expect(errors.get('b')?.safeDetails).toEqual({ group: 'deals', reason: 'too many waiting' });
      expect(limiter.waiting('command')).toBe(1000);
    });
  });

  describe('when the bank asks to slow down', () => {
    it('drops what was booked for that time, tells the others, and asks again afterwards', async () => {
      books(store.booking('command', 200));
      commands('a');
      await later(0);
      store.blockedForMs = 2500;
      books(store.booking('command', 7));
      await limiter.slowDown(2000);
      expect(store.slowedDown).toEqual([2000]);
      await later(2499);
      expect([story, wanted().length]).toEqual([[], 1]);
      await later(8);
      expect(story).toEqual(['a@2507']);
      expect(reports(1)).toEqual([{ lane: 1, token: 1, kind: 'unused', ageMs: 2500 }]);
    });

    it.each([
      [undefined, 1000],
      [700_000, 600_000],
      [0, 0],
    ])('for %p ms it pauses %d', async (askedMs, waitMs) => {
      await limiter.slowDown(askedMs);
      expect(store.slowedDown).toEqual([waitMs]);
    });

    it('does not shorten a pause by a shorter one', async () => {
      await limiter.slowDown(2000);
      await limiter.slowDown(100);
      books(store.booking('command'));
      commands('a');
      await later(1999);
      expect(story).toEqual([]);
      await later(1);
      expect(story).toEqual(['a@2000']);
    });

    it('keeps who can just wait that long', async () => {
      refuses('command', 60_000, 100);
      commands('a');
      await later(0);
      await limiter.slowDown(10_000);
      await later(0);
      expect(story).toEqual([]);
    });

    it('keeps slots behind the pause', async () => {
      books(store.booking('command', 900));
      commands('a');
      await later(0);
      await limiter.slowDown(900);
      await later(900);
      expect(story).toEqual(['a@900']);
    });

    it('rejects who cannot wait that long, with the time that is left', async () => {
      refuses('command', 60_000, 100);
      commands('a');
      ask('sweep', 'reconciliation');
      await later(0);
      await limiter.slowDown(10_001);
      await later(0);
      expect(story).toEqual(['a!BANK_BUSY']);
      expect(errors.get('a')?.retryAfterMs).toBe(10_001);
    });

    it('pauses itself when the others cannot be told', async () => {
      const away = transientError('DATABASE_UNAVAILABLE', 'Away');
      jest.spyOn(store, 'slowDown').mockRejectedValue(away);
      await expect(limiter.slowDown(500)).rejects.toBe(away);
      books(store.booking('command'));
      commands('a');
      await later(500);
      expect(story).toEqual(['a@500']);
    });

    it('learns it from others with its next trip, counted from the begin of it', async () => {
      books(store.booking('command', 300), store.booking('command', 610));
      commands('a', 'b');
      await later(0);
      store.tripMs = 20;
      store.replies.push({ bookings: [], refusals: [], blockedForMs: 600 });
      ask('c', 'payment');
      await later(20);
      expect(story).toEqual([]);
      await later(589);
      expect([story, wanted().length]).toEqual([[], 2]);
      await later(1);
      expect(story).toEqual(['c@610']);
      end('c', 'lost');
      await later(0);
      expect(reports(2)).toEqual([{ lane: 1, token: 1, kind: 'unused', ageMs: 590 }]);
    });
  });

  describe('without a database', () => {
    const away = transientError('DATABASE_UNAVAILABLE', 'Away', { holdsQueue: true });

    it('rejects with its error, and asks again for the next call after a moment', async () => {
      store.replies.push(away);
      commands('a');
      await later(0);
      expect(errors.get('a')).toBe(away);
      expect(events).toEqual(['command DATABASE_UNAVAILABLE']);
      books(store.booking('command'));
      commands('b');
      await later(99);
      expect(story).toEqual(['a!DATABASE_UNAVAILABLE']);
      await later(1);
      expect(story[1]).toBe('b@100');
    });

    it('uses what it has booked', async () => {
      books(store.booking('command', 500));
      commands('a', 'b');
      await later(0);
      store.replies.push(away);
      ask('c', 'payment');
      await later(0);
      expect(story).toEqual(['a!DATABASE_UNAVAILABLE', 'b!DATABASE_UNAVAILABLE']);
      await later(500);
      expect(story[2]).toBe('c@500');
    });

    it('tells later what it could not tell now', async () => {
      books(store.booking('command'));
      commands('a');
      await later(0);
      end('a', 'answered');
      store.replies.push(away);
      commands('b');
      await later(100);
      commands('c');
      await later(0);
      expect(reports(1)).toEqual([{ lane: 1, token: 1, kind: 'answered', ageMs: 0 }]);
      expect(reports(2)).toEqual([{ lane: 1, token: 1, kind: 'answered', ageMs: 100 }]);
    });

    it('adds what happened meanwhile', async () => {
      books(store.booking('payment'), store.booking('payment'));
      ask('a', 'payment');
      ask('b', 'payment');
      await later(100);
      end('a', 'answered');
      store.tripMs = 20;
      store.replies.push(away);
      ask('c', 'payment');
      await later(10);
      end('b', 'answered');
      await later(10);
      ask('d', 'payment');
      await later(100);
      const told = store.requests.at(-1)?.reports.map(({ token, kind }) => `${token} ${kind}`);
      expect(told).toEqual(['1 answered', '2 answered']);
    });

    it('does not wait for one that hangs, and ignores what it says later', async () => {
      store.tripMs = 6000;
      books(store.booking('command'));
      commands('a');
      await later(4999);
      expect(story).toEqual([]);
      await later(1);
      expect(story).toEqual(['a!DATABASE_SLOW']);
      refuses('command', 60_000, 100);
      commands('b');
      await later(2000);
      expect(story).toHaveLength(1);
    });
  });

  describe('with a slow database', () => {
    it.each([
      [50, 250],
      [51, 352],
      [1500, 2250],
    ])('after a trip of %d ms it holds lanes for %d ms', async (tripMs, holdMs) => {
      store.tripMs = tripMs;
      refuses('command', 10, 100);
      commands('a');
      await later(tripMs + 10);
      expect(store.requests[1]?.holdMs).toBe(holdMs);
    });

    it('may use these permits later, so that calls go on', async () => {
      store.tripMs = 110;
      books(store.booking('command'));
      books(store.booking('command'));
      commands('a');
      await later(219);
      expect(story).toEqual([]);
      await later(1);
      expect(story).toEqual(['a@220']);
    });

    it('forgets it after a quick trip', async () => {
      store.tripMs = 60;
      for (let i = 0; i < 3; i += 1) refuses('command', 10, 100);
      commands('a');
      await later(70);
      store.tripMs = 10;
      await later(90);
      expect(store.requests.map(({ holdMs }) => holdMs)).toEqual([250, 370, 370, 250]);
    });
  });

  describe('stopped', () => {
    it('rejects who waits and who comes, and leaves no timer', async () => {
      books(store.booking('command', 500));
      commands('a');
      await later(0);
      limiter.stop();
      commands('b');
      await later(0);
      expect(story).toEqual(['a!BANK_BUSY', 'b!BANK_BUSY']);
      expect(errors.get('b')?.safeDetails).toEqual({ group: 'deals', reason: 'stopping' });
      expect([jest.getTimerCount(), store.requests.length]).toEqual([0, 1]);
    });

    it('leaves permits valid, and does nothing after their end', async () => {
      books(store.booking('command'));
      commands('a');
      await later(0);
      limiter.stop();
      end('a', 'answered');
      await later(60_000);
      expect([jest.getTimerCount(), store.requests.length]).toEqual([0, 1]);
    });

    it('does nothing when a trip ends afterwards', async () => {
      store.tripMs = 20;
      books(store.booking('command', 100));
      commands('a');
      await later(0);
      limiter.stop();
      await later(20);
      expect([story, jest.getTimerCount()]).toEqual([['a!BANK_BUSY'], 0]);
    });
  });

  it('has no timer when nobody waits and nothing is booked', async () => {
    books(store.booking('command'));
    commands('a');
    await later(0);
    end('a', 'answered');
    expect(jest.getTimerCount()).toBe(0);
  });
});
