import { AppError } from '@lk/kernel';
import { loadConfig, Metrics } from '@lk/platform';
import { createTestDatabase, type TestDatabase } from '@lk/testing';
import { Pool } from 'pg';
import { type CallPriority, type MethodGroup } from '../bank-call';
import { type SqlExecutor } from '../journal/postgres-bank-call-journal';
import { TBankConfig } from '../tbank.config';
import { tbankSchema } from '../tbank.schema';
import { type GroupLimit } from './group-limits';
import { type LaneReport, type PermitReply } from './limit-store';
import { PostgresLimitStore } from './postgres-limit-store';
import { PostgresRateLimiter } from './postgres-rate-limiter';
import { type Permit } from './rate-limiter';
import { readLimits } from './read-limits';

const NONE = { payment: 0, command: 0, 'look-up': 0, reconciliation: 0 };
/** Windows so long that nothing becomes free while a test runs. */
const LONG: GroupLimit = { group: 'deals', limit: 10, windowMs: 20_000 };
const HOLD_MS = 250;
/** Window, guard of 5 ms and of half a thousandth, hold. */
const CYCLE_MS = 20_000 + 5 + 10 + HOLD_MS;

describe('the limits in Postgres', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: PostgresLimitStore;
  let limiters: PostgresRateLimiter[];
  let trips: number;

  const sql: SqlExecutor = {
    query: async <T>(text: string, parameters: readonly unknown[]) => {
      trips += 1;
      return (await pool.query<T & object>(text, [...parameters])).rows;
    },
  };

  beforeAll(async () => {
    database = await createTestDatabase([tbankSchema]);
    pool = new Pool({ connectionString: database.url, max: 6 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await database.query('DELETE FROM tbank.bank_limits');
    [store, limiters, trips] = [new PostgresLimitStore(sql), [], 0];
  });
  afterEach(() => limiters.forEach((limiter) => limiter.stop()));

  interface Taking {
    readonly limit?: GroupLimit;
    readonly reports?: readonly LaneReport[];
    readonly aheadMs?: number;
  }
  const take = (wanted: Partial<typeof NONE>, more: Taking = {}): Promise<PermitReply> => {
    const { limit = LONG, reports = [], aheadMs = 60_000 } = more;
    const ahead = {
      payment: aheadMs,
      command: aheadMs,
      'look-up': aheadMs,
      reconciliation: aheadMs,
    };
    return store.take(limit, {
      wanted: { ...NONE, ...wanted },
      aheadMs: ahead,
      holdMs: HOLD_MS,
      reports,
    });
  };
  const report = (reply: PermitReply, kind: LaneReport['kind'], ageMs = 0): LaneReport[] =>
    reply.bookings.map(({ lane, token }) => ({ lane, token, kind, ageMs }));
  const earliest = ({ bookings, refusals }: PermitReply) =>
    bookings[0]?.startInMs ?? refusals[0]?.earliestInMs;
  const starts = ({ bookings }: PermitReply) => bookings.map(({ startInMs }) => startInMs);
  const age = (column: string, ms: number) =>
    database.query(
      `UPDATE tbank.bank_limits SET ${column} = ${column} - $1 * interval '1 millisecond'`,
      [ms],
    );
  /** The classes below payments have just had their sure booking. */
  const nobodyIsDue = () =>
    database.query(
      'UPDATE tbank.bank_limits SET sure_at = array_fill(clock_timestamp(), ARRAY[4])',
    );
  /** Within the duration of a few statements. */
  const expectAbout = (ms: number | undefined, expected: number, within = 500) => {
    expect(ms).toBeLessThanOrEqual(expected + 0.001);
    expect(ms).toBeGreaterThan(expected - within);
  };

  function process(environment: Record<string, string> = {}): PostgresRateLimiter {
    const config = loadConfig(TBankConfig, {
      TBANK_API_URL: 'http://127.0.0.1:1',
      TBANK_API_TOKEN: 'token-of-the-tests',
      ...environment,
    });
    const limiter = new PostgresRateLimiter(config, { sql, metrics: new Metrics('test') });
    limiters.push(limiter);
    return limiter;
  }

  describe('lanes', () => {
    it('are as many as the limit, and then free after window, guard and jitter', async () => {
      expect(starts(await take({ payment: 10 }))).toEqual(Array(10).fill(0));
      const { bookings, refusals } = await take({ payment: 1 });
      expect(bookings).toEqual([]);
      expectAbout(refusals[0]?.earliestInMs, CYCLE_MS);
    });

    it('are free a window after the answer, when it is told', async () => {
      const booked = await take({ payment: 10 });
      const { refusals } = await take(
        { payment: 1 },
        { reports: report(booked, 'answered', 4000) },
      );
      expectAbout(refusals[0]?.earliestInMs, CYCLE_MS - HOLD_MS - 4000 + 4);
    });

    it('are never longer taken because the answer came later than the jitter allows', async () => {
      const booked = await take({ payment: 10 });
      await age('free_at[1]', 20_000);
      const { bookings } = await take(
        { payment: 1 },
        { reports: report(booked, 'answered').slice(0, 1) },
      );
      expectAbout(bookings[0]?.startInMs, CYCLE_MS - 20_000);
    });

    it('that were not used are free again as before, and not before their own start', async () => {
      const first = await take({ payment: 10 });
      expect(
        starts(await take({ payment: 1 }, { reports: report(first, 'unused').slice(0, 1) })),
      ).toEqual([0]);
      // Booked ahead, and given back before its start: the request before it still counts.
      await age('free_at[2]', CYCLE_MS - 3000);
      const ahead = await take({ payment: 1 });
      expectAbout(starts(ahead)[0], 3000);
      expectAbout(
        starts(await take({ payment: 1 }, { reports: report(ahead, 'unused') }))[0],
        3000,
      );
    });

    it('ignore what is told late of an older booking', async () => {
      const booked = await take({ payment: 10 });
      const unused = report(booked, 'unused');
      const again = await take({ payment: 10 }, { reports: unused });
      expect(starts(again)).toHaveLength(10);
      for (const reports of [unused, report(booked, 'answered', 19_000)]) {
        expect(starts(await take({ payment: 1 }, { reports }))).toEqual([]);
      }
    });

    it('are not freed twice by a report that is told twice', async () => {
      const reports = report(await take({ payment: 10 }), 'unused');
      await take({}, { reports });
      await take({ payment: 10 }, { reports });
      expect(starts(await take({ payment: 1 }, { reports }))).toEqual([]);
    });
  });

  describe('a changed limit', () => {
    const of = (limit: number, windowMs = 20_000) => ({ limit: { ...LONG, limit, windowMs } });

    it('that grew adds lanes a window from now', async () => {
      await take({ payment: 2 }, of(2));
      const grown = await take({ payment: 4 }, of(4));
      expectAbout(grown.refusals[0]?.earliestInMs, CYCLE_MS);
      await age('free_at[3]', 2 * CYCLE_MS);
      expect(starts(await take({ payment: 4 }, of(4)))).toEqual([0]);
    });

    it('that shrank keeps the lanes that are taken longest, whatever is told of them', async () => {
      const booked = await take({ payment: 10 });
      await take({}, { reports: report(booked, 'answered', 19_900).slice(0, 8) });
      const reports = report(booked, 'answered', 19_900);
      expectAbout(earliest(await take({ payment: 1 }, { ...of(2), reports })), CYCLE_MS);
      expect(await readLimits(sql)).toMatchObject([{ limit: 2, freeLanes: 0 }]);
    });

    it('does not forget lanes that went when it shrinks and grows', async () => {
      await take({ payment: 10 });
      await take({}, of(2));
      const { refusals, bookings } = await take({ payment: 10 }, of(10));
      expect(bookings).toEqual([]);
      expectAbout(refusals[0]?.earliestInMs, CYCLE_MS);
    });

    it('with a longer window holds for what was sent before', async () => {
      await take({ payment: 2 }, of(2, 1000));
      expectAbout(earliest(await take({ payment: 1 }, of(2))), 1000 + 5.5 + HOLD_MS + 19_000);
    });
  });

  it('recovers when the clock of the database was set back', async () => {
    await take({ payment: 10 });
    await database.query(
      `UPDATE tbank.bank_limits SET blocked_until = now() + interval '1 day', free_at =
         (SELECT array_agg(f + interval '1 day') FROM unnest(free_at) AS f)`,
    );
    await take({});
    const [limit] = await readLimits(sql);
    expectAbout(limit?.blockedForMs, 600_000);
    await database.query("UPDATE tbank.bank_limits SET blocked_until = '-infinity'");
    expectAbout((await readLimits(sql))[0]?.aheadMs, 60_000 + CYCLE_MS);
  });

  describe('classes', () => {
    beforeEach(async () => {
      await take({});
      await nobodyIsDue();
    });

    /** All lanes free at the same time from now. */
    const frontier = (ms: number) =>
      database.query(
        `UPDATE tbank.bank_limits SET free_at =
           array_fill(clock_timestamp() + $1 * interval '1 millisecond', ARRAY[10])`,
        [ms],
      );

    it.each<[CallPriority, number]>([
      ['payment', 0.8],
      ['command', 0.6],
      ['look-up', 0.4],
      ['reconciliation', 0.3],
    ])('book ahead up to their horizon: %s %d of the window', async (priority, share) => {
      await frontier(share * 20_000);
      expect((await take({ [priority]: 1 })).bookings).toHaveLength(1);
      await frontier(share * 20_000 + 1000);
      const { bookings, refusals } = await take({ [priority]: 1 });
      expect(bookings).toEqual([]);
      expectAbout(refusals[0]?.earliestInMs, share * 20_000 + 1000);
      expectAbout(refusals[0]?.comeInMs, priority === 'payment' ? 9000 : 1000);
    });

    it.each<[CallPriority, number]>([
      ['payment', 3],
      ['command', 1],
    ])('take turns when much is booked: %s gets %d', async (priority, count) => {
      await frontier(0.35 * 20_000);
      expect((await take({ [priority]: 3 })).bookings).toHaveLength(count);
    });

    it('never book beyond what the caller can wait', async () => {
      await frontier(2000);
      const { bookings, refusals } = await take({ payment: 1, command: 1 }, { aheadMs: 1900 });
      expect(bookings).toEqual([]);
      expect(refusals.map(({ priority }) => priority)).toEqual(['payment', 'command']);
    });

    it('are served by priority within one trip', async () => {
      const { bookings } = await take({ reconciliation: 1, payment: 9, command: 1 });
      expect(bookings.map(({ priority }) => priority)).toEqual([
        ...Array<string>(9).fill('payment'),
        'command',
      ]);
    });

    it.each<[CallPriority, number]>([
      ['command', 10_000],
      ['look-up', 20_000],
      ['reconciliation', 30_000],
    ])('do not starve: %s gets one surely every %d ms', async (priority, floorMs) => {
      await frontier(19_000);
      await age('sure_at[2]', floorMs - 1500);
      await age('sure_at[3]', floorMs - 1500);
      await age('sure_at[4]', floorMs - 1500);
      const { bookings, refusals } = await take({ [priority]: 2 });
      expect(bookings).toEqual([]);
      expectAbout(refusals[0]?.comeInMs, 1500, 1000);
      for (const n of [2, 3, 4]) await age(`sure_at[${n}]`, 1500);
      const due = await take({ [priority]: 2 });
      expect(due.bookings).toMatchObject([{ priority, sure: true }]);
      expect((await take({ [priority]: 1 })).bookings).toEqual([]);
    });

    it('get a sure booking within the horizon, too, when they are due', async () => {
      await age('sure_at[4]', 30_000);
      const { bookings } = await take({ reconciliation: 2 });
      expect(bookings.map(({ sure }) => sure)).toEqual([true, false]);
    });
  });

  describe('processes', () => {
    const outcome = (work: Promise<Permit>) =>
      work.then(
        () => 'sent',
        (error: unknown) => error as AppError,
      );

    it('go on from the row after a restart: one list in ten minutes', async () => {
      const before = process();
      (await before.acquire('self-employed.list', 'command')).answered();
      before.stop();
      const error = await outcome(process().acquire('self-employed.list', 'command'));
      expect(error).toMatchObject({ code: 'BANK_BUSY', sparesAttempt: true });
      expectAbout((error as AppError).retryAfterMs, 600_000 + 5 + 300 + HOLD_MS + 1, 2000);
    });

    it('all keep a pause that one of them was asked for', async () => {
      const [a, b] = [process(), process()];
      (await a.acquire('deals', 'command')).answered();
      await a.slowDown('deals', 700);
      const askedAt = performance.now();
      await Promise.all([a, b].map((limiter) => limiter.acquire('deals', 'payment')));
      expect(performance.now() - askedAt).toBeGreaterThan(600);
      expect(await outcome(b.acquire('steps', 'command'))).toBe('sent');
    });

    it('learn from refusals: a longer guard, forgotten by halves', async () => {
      const guard = async () => (await readLimits(sql))[0]?.extraGuardMs;
      await take({});
      await store.slowDown(LONG, 0);
      await store.slowDown(LONG, 0);
      expect(await guard()).toBe(25);
      const seen: unknown[] = [];
      for (let i = 0; i < 7; i += 1) {
        await age('last_limited_at', 1001);
        await store.slowDown(LONG, 0);
        seen.push(await guard());
      }
      expect(seen).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
      await take({ payment: 10 });
      expectAbout((await readLimits(sql))[0]?.aheadMs, CYCLE_MS + 1000);
      for (let i = 0; i < 7; i += 1) {
        await age('guard_changed_at', 600_001);
        await take({});
        await take({});
        seen.push(await guard());
      }
      expect(seen.slice(7)).toEqual([500, 250, 125, 62, 31, 0, 0]);
    });

    it('send nothing without the database, and say so', async () => {
      const away = new AppError({ code: 'AWAY', message: 'Away', disposition: 'transient' });
      const config = loadConfig(TBankConfig, {
        TBANK_API_URL: 'http://127.0.0.1:1',
        TBANK_API_TOKEN: 'token-of-the-tests',
      });
      const metrics = new Metrics('test');
      const limiter = new PostgresRateLimiter(config, {
        sql: { query: () => Promise.reject(away) },
        metrics,
      });
      expect(await outcome(limiter.acquire('payments', 'payment'))).toBe(away);
      expect(await metrics.registry.metrics()).toContain(
        'tbank_limit_rejections_total{group="payments",priority="payment",code="AWAY",service="test"} 1',
      );
      limiter.stop();
    });

    /** Each keeps some calls waiting, and answers at once. */
    async function overload(count: number, priorities: readonly CallPriority[], ms: number) {
      const served = Array.from({ length: count }, () => new Map<CallPriority, number[]>());
      const endsAt = performance.now() + ms;
      const keepCalling = async (n: number, priority: CallPriority): Promise<void> => {
        const limiter = limiters[n];
        while (limiter && performance.now() < endsAt) {
          const askedAt = performance.now();
          (await limiter.acquire('deals', priority)).answered();
          const waits = served[n]?.get(priority) ?? [];
          served[n]?.set(priority, [...waits, performance.now() - askedAt]);
        }
      };
      for (let n = 0; n < count; n += 1) process({ TBANK_LIMIT_PER_SECOND: '30' });
      await Promise.all(
        served.flatMap((_waits, n) => priorities.map((priority) => keepCalling(n, priority))),
      );
      return served;
    }

    it('share the budget fairly, with at most one trip per permit', async () => {
      const served = await overload(3, Array<CallPriority>(12).fill('command'), 8000);
      const permits = served.map((waits) => waits.get('command')?.length ?? 0);
      const total = permits.reduce((a, b) => a + b);
      globalThis.process.stdout.write(
        `limiter: permits ${permits.join(', ')}, trips per permit ${(trips / total).toFixed(2)}\n`,
      );
      for (const permit of permits) {
        expect(permit).toBeGreaterThan((total / 3) * 0.65);
        expect(permit).toBeLessThan((total / 3) * 1.35);
      }
      expect(trips).toBeLessThanOrEqual(total + 10);
    }, 20_000);

    it('let payments pass while everybody else waits', async () => {
      const mix: CallPriority[] = ['payment', ...Array<CallPriority>(10).fill('command')];
      const served = await overload(
        3,
        [...mix, ...Array<CallPriority>(4).fill('reconciliation')],
        4000,
      );
      const median = (priority: CallPriority) => {
        const waits = served.flatMap((one) => one.get(priority) ?? []).sort((a, b) => a - b);
        return waits[Math.floor(waits.length / 2)] ?? NaN;
      };
      expect(median('payment')).toBeLessThan(median('command') / 2);
      expect(served.flatMap((one) => one.get('reconciliation') ?? []).length).toBeGreaterThan(0);
    }, 20_000);

    it('show who waits, and how long it took', async () => {
      const metrics = new Metrics('test');
      const config = loadConfig(TBankConfig, {
        TBANK_API_URL: 'http://127.0.0.1:1',
        TBANK_API_TOKEN: 'token-of-the-tests',
        TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND: '1',
      });
      const limiter = new PostgresRateLimiter(config, { sql, metrics });
      limiters.push(limiter);
      const group: MethodGroup = 'self-employed.receipts';
      (await limiter.acquire(group, 'command')).answered();
      const second = outcome(limiter.acquire(group, 'command'));
      const text = await metrics.registry.metrics();
      expect(text).toContain(
        `tbank_limit_waiting{group="${group}",priority="command",service="test"} 1`,
      );
      expect(text).toContain(
        `tbank_limit_wait_seconds_count{service="test",group="${group}",priority="command"} 1`,
      );
      limiter.stop();
      expect(await second).toMatchObject({ code: 'BANK_BUSY' });
    });
  });

  it('shows on call how the groups stand', async () => {
    await take({ payment: 3 });
    await take({ payment: 1 }, { limit: { ...LONG, group: 'steps', limit: 1 } });
    const find = async (name: MethodGroup) =>
      (await readLimits(sql)).find(({ group }) => group === name);
    const [deals, steps] = [await find('deals'), await find('steps')];
    expect(deals).toEqual({
      group: 'deals',
      limit: 10,
      windowMs: 20_000,
      freeLanes: 7,
      aheadMs: 0,
      blockedForMs: 0,
      extraGuardMs: 0,
      lastLimitedAt: null,
    });
    expect(steps).toMatchObject({ group: 'steps', freeLanes: 0 });
    expectAbout(steps?.aheadMs, CYCLE_MS);
    await store.slowDown(LONG, 5000);
    const blocked = await find('deals');
    expect(blocked).toMatchObject({ freeLanes: 0, extraGuardMs: 25 });
    expect(blocked?.lastLimitedAt).toBeInstanceOf(Date);
    expectAbout(blocked?.blockedForMs, 5000);
    expect(blocked?.aheadMs).toBe(blocked?.blockedForMs);
  });
});
