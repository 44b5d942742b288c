import { newId, transientError } from '@lk/kernel';
import { AppLogger, IntakeGate, loadConfig, Metrics } from '@lk/platform';
import { createTestDatabase, eventually, TcpProxy, type TestDatabase } from '@lk/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { TBankCircuitOpenError } from '../errors/tbank-errors';
import { type SqlExecutor } from '../journal/postgres-bank-call-journal';
import { TBankConfig } from '../tbank.config';
import { tbankSchema } from '../tbank.schema';
import { makeBreaker } from './make-breaker';
import { PostgresBreakerStore } from './postgres-breaker-store';
import { readBreaker } from './read-breaker';
import { SharedCircuitBreaker } from './shared-circuit-breaker';

const FACTS = { operation: 'payments.create', requestId: 'r-1' };
const OPTIONS = { failures: 5, openMs: 1500, pollMs: 200, probeMs: 2000 };
const outage = () => transientError('BANK_UNAVAILABLE', 'Away');
const isFailure = (error: unknown): boolean =>
  (error as { code?: string }).code === 'BANK_UNAVAILABLE';
const logger = new AppLogger('test', 'silent');

/** Real: Postgres, a pool for each breaker, the clocks, a proxy that takes the database away. */
describe('SharedCircuitBreaker on Postgres', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let pools: Pool[];
  let breakers: SharedCircuitBreaker[];
  let sent: string[];

  beforeAll(async () => {
    database = await createTestDatabase([tbankSchema]);
    proxy = await TcpProxy.open(database.url);
  });
  afterAll(async () => {
    await proxy.close();
    await database.drop();
  });
  beforeEach(async () => {
    pools = [];
    breakers = [];
    sent = [];
    await database.query('TRUNCATE tbank.bank_breaker');
    await database.query('INSERT INTO tbank.bank_breaker DEFAULT VALUES');
  });
  afterEach(async () => {
    breakers.forEach((breaker) => breaker.stop());
    await Promise.all(pools.map((pool) => pool.end()));
  });

  function executor(url = database.url): SqlExecutor {
    const pool = new Pool({ connectionString: url, max: 3 });
    pool.on('error', () => undefined);
    pools.push(pool);
    return {
      query: async <T>(sql: string, parameters: readonly unknown[]) =>
        (await pool.query<T & object>(sql, [...parameters])).rows,
    };
  }

  function start(name: string, url?: string, options = OPTIONS): SharedCircuitBreaker {
    const me = newId();
    const store = new PostgresBreakerStore(executor(url), { id: me, name });
    const breaker = new SharedCircuitBreaker(options, { store, me, isFailure, logger });
    breakers.push(breaker);
    breaker.start();
    return breaker;
  }

  async function call(breaker: SharedCircuitBreaker, work: () => unknown = () => undefined) {
    try {
      await breaker.execute(FACTS, async () => {
        sent.push('sent');
        await work();
      });
      return 'sent';
    } catch (error) {
      return error instanceof TBankCircuitOpenError ? 'refused' : 'failed';
    }
  }
  const fail = (breaker: SharedCircuitBreaker) =>
    call(breaker, () => {
      throw outage();
    });

  async function breakIt(breaker: SharedCircuitBreaker): Promise<void> {
    for (let i = 0; i < OPTIONS.failures; i += 1) expect(await fail(breaker)).toBe('failed');
    sent = [];
  }

  const phase = (breaker: SharedCircuitBreaker, expected: string) =>
    eventually(() => expect(breaker.standing.phase).toBe(expected), { intervalMs: 10 });
  const status = async () => {
    const found = await readBreaker(executor());
    if (!found) throw new Error('no row');
    return found;
  };

  it('opens in one process and is seen by another one within a second', async () => {
    const [a, b] = [start('deal'), start('payout', undefined, { ...OPTIONS, pollMs: 500 })];
    expect(await call(b)).toBe('sent');
    const before = Date.now();
    await breakIt(a);
    await eventually(() => expect(() => b.check(FACTS)).toThrow(TBankCircuitOpenError), {
      intervalMs: 5,
    });
    expect(Date.now() - before).toBeLessThan(1000);
    expect([await call(a), await call(b), sent]).toEqual(['refused', 'refused', []]);
  });

  it('lets exactly one of three probe, and closes for all when it is answered', async () => {
    const all = [start('deal'), start('payout'), start('payout')];
    const [a] = all as [SharedCircuitBreaker];
    await breakIt(a);
    await Promise.all(all.map((breaker) => phase(breaker, 'open')));
    await Promise.all(all.map((breaker) => phase(breaker, 'due')));
    let end: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (end = resolve));
    const calls = Array.from({ length: 12 }, (_, i) => call(all[i % 3] ?? a, () => answered));
    await eventually(() => expect(sent).toHaveLength(1));
    await Promise.all(all.map((breaker) => phase(breaker, 'probing')));
    expect((await status()).probe?.forMs).toBeGreaterThan(0);
    expect(await Promise.all(all.map((breaker) => call(breaker)))).not.toContain('sent');
    end();
    expect((await Promise.all(calls)).sort()).toEqual([
      ...Array<string>(11).fill('refused'),
      'sent',
    ]);
    await Promise.all(all.map((breaker) => phase(breaker, 'closed')));
    expect(sent).toHaveLength(1);
    expect(await Promise.all(all.map((breaker) => call(breaker)))).toEqual([
      'sent',
      'sent',
      'sent',
    ]);
  });

  it('opens again for all when the probe fails', async () => {
    const [a, b] = [start('deal'), start('payout')];
    await breakIt(a);
    await phase(b, 'open');
    await phase(b, 'due');
    expect(await fail(b)).toBe('failed');
    expect(b.standing).toMatchObject({ phase: 'open', epoch: 3 });
    await eventually(() => expect(a.standing).toMatchObject({ phase: 'open', epoch: 3 }));
    expect(await status()).toMatchObject({
      openedBy: 'payout',
      lastFailureCode: 'BANK_UNAVAILABLE',
    });
  });

  it('lets another one probe when the prober died', async () => {
    const [a, b] = [start('deal'), start('payout')];
    await breakIt(a);
    await phase(a, 'due');
    let end: () => void = () => undefined;
    const dead = call(a, () => new Promise<void>((resolve) => (end = resolve)));
    await phase(b, 'probing');
    a.stop();
    expect(await call(b)).toBe('refused');
    await phase(b, 'due');
    expect(await call(b)).toBe('sent');
    expect(await status()).toMatchObject({ state: 'closed', probe: null });
    end();
    expect(await dead).toBe('sent');
    expect(await status()).toMatchObject({ state: 'closed' });
    expect(b.standing.epoch).toBe(4);
  });

  it('gives the probe to one of twenty that race for it', async () => {
    const opener = new PostgresBreakerStore(executor(), { id: newId(), name: 'deal' });
    const executors = Array.from({ length: 7 }, () => executor());
    const racers = Array.from({ length: 20 }, (_, i) => {
      const id = newId();
      const sql = executors[i % 7] ?? executor();
      return { id, store: new PostgresBreakerStore(sql, { id, name: 'payout' }) };
    });
    for (let round = 0; round < 5; round += 1) {
      const { epoch } = await opener.read();
      await opener.open(epoch, 0, 'X');
      const claims = await Promise.all(
        racers.map(({ store }) => store.claimProbe(epoch + 1, 9000)),
      );
      const winners = racers.filter((_racer, i) => claims[i] !== undefined);
      expect(winners).toHaveLength(1);
      const [row] = claims.filter((claim) => claim !== undefined);
      expect(row).toMatchObject({ state: 'half-open', epoch: epoch + 2, probeBy: winners[0]?.id });
      const ends = await Promise.all(racers.map(({ store }) => store.close(epoch + 2)));
      expect(ends.filter((end) => end !== undefined)).toHaveLength(1);
    }
  });

  it('reads changed rows through TypeORM too, which returns those of an UPDATE otherwise', async () => {
    const source = new DataSource({ type: 'postgres', url: database.url });
    await source.initialize();
    const sql = {
      query: <T>(text: string, parameters: readonly unknown[]) =>
        source.query<T[]>(text, [...parameters]),
    };
    const id = newId();
    const store = new PostgresBreakerStore(sql, { id, name: 'deal' });
    expect(await store.open(0, 0, 'X')).toMatchObject({ state: 'open', epoch: 1 });
    expect(await store.claimProbe(1, 9000)).toMatchObject({ state: 'half-open', probeBy: id });
    expect(await store.claimProbe(1, 9000)).toBeUndefined();
    expect(await store.close(2)).toMatchObject({ state: 'closed', epoch: 3, probeBy: null });
    await source.destroy();
  });

  it.each([
    ['open of an open one', 'open', (s: PostgresBreakerStore, e: number) => s.open(e, 10, 'X')],
    ['claim before its time', 'open', (s: PostgresBreakerStore, e: number) => s.claimProbe(e, 10)],
    [
      'claim of a closed one',
      'closed',
      (s: PostgresBreakerStore, e: number) => s.claimProbe(e, 10),
    ],
    ['end without a probe', 'open', (s: PostgresBreakerStore, e: number) => s.close(e)],
    [
      'failed probe without one',
      'open',
      (s: PostgresBreakerStore, e: number) => s.reopen(e, 10, 'X'),
    ],
    [
      'change of an older row',
      'closed',
      (s: PostgresBreakerStore, e: number) => s.open(e - 1, 10, 'X'),
    ],
  ])('has no effect: %s', async (_what, state, change) => {
    const store = new PostgresBreakerStore(executor(), { id: newId(), name: 'deal' });
    if (state === 'open') await store.open(0, 60_000, 'X');
    const before = await store.read();
    expect(await change(store, before.epoch)).toBeUndefined();
    expect(await store.read()).toMatchObject({ state, epoch: before.epoch });
  });

  it('works by itself without the database, and for all again when it is back', async () => {
    const [a, b] = [start('deal', proxy.url), start('payout')];
    await phase(a, 'closed');
    proxy.cut();
    await eventually(() => expect(a.standing.epoch).toBeUndefined());
    await breakIt(a);
    expect([await call(a), await call(b)]).toEqual(['refused', 'sent']);
    await phase(a, 'due');
    expect(await call(a)).toBe('sent');
    expect(await call(a)).toBe('sent');
    expect((await status()).state).toBe('closed');
    proxy.restore();
    await eventually(() => expect(a.standing.epoch).toBe(0));
    await breakIt(b);
    await phase(a, 'open');
  });

  it('tells the others of an opening when the database is back', async () => {
    const long = { ...OPTIONS, openMs: 20_000 };
    const [a, b] = [start('deal', proxy.url, long), start('payout', undefined, long)];
    await phase(a, 'closed');
    proxy.cut();
    await eventually(() => expect(a.standing.epoch).toBeUndefined());
    await breakIt(a);
    expect(b.standing.phase).toBe('closed');
    proxy.restore();
    await phase(b, 'open');
    expect(b.standing.retryAfterMs).toBeLessThan(20_000);
    expect(await status()).toMatchObject({ state: 'open', openedBy: 'deal' });
  });

  it('stores what on call wants to know', async () => {
    const a = start('deal');
    expect(await status()).toEqual({
      state: 'closed',
      since: expect.any(Date) as Date,
      openForMs: 0,
      openedBy: null,
      openedAt: null,
      probe: null,
      lastSuccessAt: null,
      lastFailureAt: null,
      lastFailureCode: null,
    });
    await call(a);
    await eventually(async () => expect((await status()).lastSuccessAt).toBeInstanceOf(Date));
    await breakIt(a);
    await phase(a, 'open');
    await eventually(async () => expect((await status()).state).toBe('open'));
    const found = await status();
    expect(found).toMatchObject({
      openedBy: 'deal',
      openedAt: found.since,
      lastFailureCode: 'BANK_UNAVAILABLE',
    });
    expect(found.openForMs).toBeGreaterThan(0);
    expect(found.openForMs).toBeLessThanOrEqual(OPTIONS.openMs);
    expect(found.lastFailureAt?.getTime()).toBeGreaterThanOrEqual(found.since.getTime() - 1000);
  });

  it('closes the gate while it is open, and raises one alert for all', async () => {
    const config = loadConfig(TBankConfig, {
      TBANK_API_URL: 'http://127.0.0.1:1',
      TBANK_API_TOKEN: 'token-of-the-tests',
      TBANK_BREAKER_OPEN_MS: '1000',
      TBANK_BREAKER_POLL_MS: '100',
    });
    const raised: string[] = [];
    const alerts = {
      raise: ({ dedupKey }: { dedupKey: string }) => Promise.resolve(void raised.push(dedupKey)),
    };
    const made = ['deal', 'payout'].map((service) => {
      const gate = new IntakeGate();
      const metrics = new Metrics(service);
      const parts = { service, sql: executor(), isFailure, logger, metrics, gate, alerts };
      const breaker = makeBreaker(config, parts);
      breakers.push(breaker);
      breaker.start();
      return { gate, metrics, breaker };
    });
    const [a, b] = made as [(typeof made)[0], (typeof made)[0]];
    await breakIt(a.breaker);
    await eventually(() => expect([a.gate.isOpen, b.gate.isOpen]).toEqual([false, false]));
    expect(await b.metrics.registry.metrics()).toContain(
      'tbank_breaker_state{state="open",service="payout"} 1',
    );
    expect(raised).toEqual(['BANK_CIRCUIT_OPEN:1']);
    await eventually(() => expect([a.gate.isOpen, b.gate.isOpen]).toEqual([true, true]));
    expect(await call(b.breaker)).toBe('sent');
    await phase(a.breaker, 'closed');
    expect([a.gate.isOpen, b.gate.isOpen, raised.length]).toEqual([true, true, 1]);
  });
});
