import { newId } from '@lk/kernel';
import { tbankSchema } from '@lk/tbank-client';
import {
  createTestDatabase,
  eventually,
  TestBroker,
  type TestDatabase,
  testEnvironment,
} from '@lk/testing';
import { Outside } from '../../deal/test/outside';
import { reconciliationSchema } from '../src/reconciliation.schema';
import { BankLife } from './bank-life';
import { FixtureOwners } from './fixture-owners';
import { CALM } from './reconciliation-stand';
import { ServiceProcess } from './service-process';

const DEALS = 40;
const LEASE_MS = 2000;
const LIST = '/api/v1/nominal-accounts/deals';

interface RunRow {
  readonly runId: string;
  readonly state: string;
  readonly phase: string | null;
  readonly offset: number | null;
  readonly token: string;
  readonly compared: number;
}

const RUNS = `
  SELECT run_id AS "runId", state, phase, (cursor -> 'walk' ->> 'offset')::integer AS offset, token,
         (stats -> 'deals' ->> 'compared')::integer AS compared
  FROM reconciliation.runs WHERE mode = 'sweep' ORDER BY requested_at`;

/**
 * Real: the compiled service as processes of its own, Postgres, RabbitMQ, the bank simulator, which is
 * slow here so that a run can be caught in its middle. Test doubles: the owners of records.
 */
describe('two copies', () => {
  let database: TestDatabase;
  let broker: TestBroker;
  let life: BankLife;
  let owners: FixtureOwners;
  let outside: Outside;
  let copies: ServiceProcess[];

  beforeAll(async () => {
    database = await createTestDatabase([tbankSchema, reconciliationSchema]);
    [broker, life, owners] = await Promise.all([
      TestBroker.open(),
      BankLife.start(),
      FixtureOwners.start(),
    ]);
    outside = await Outside.open(broker, ['reconciliation.commands']);
    for (let n = 0; n < DEALS; n += 1) {
      owners.addDeal(await life.deal('ACCEPTED'), {
        status: 'ready_to_pay',
        bankStatus: 'ACCEPTED',
        facts: ['deal.created', 'deal.accepted'],
      });
    }
    for (const { externalDealId } of [...owners.deals.values()].slice(0, 5)) {
      await life.fund(externalDealId ?? '');
    }
  }, 60_000);
  afterAll(async () => {
    await Promise.all([owners.stop(), life.bank.stop()]);
    await broker.drop();
    await database.drop();
  });
  beforeEach(async () => {
    await database.query(`
      TRUNCATE reconciliation.runs, reconciliation.drifts, reconciliation.drift_history,
        reconciliation.findings, reconciliation.seen, reconciliation.marks, reconciliation.outbox`);
    await life.faults({ method: 'GET', path: LIST, latencyMs: 150 });
    copies = [];
  });
  afterEach(async () => {
    for (const copy of copies) copy.signal('SIGCONT');
    await Promise.all(copies.map((copy) => copy.end()));
    await database.query(`UPDATE reconciliation.lease SET expires_at = '-infinity'`);
  });

  const start = async (count: number): Promise<void> => {
    const environment = {
      ...testEnvironment(database.url, broker),
      ...life.bank.environment,
      ...CALM,
      DEAL_URL: owners.url,
      PAYOUT_URL: owners.url,
      SELF_EMPLOYED_URL: owners.url,
      RECONCILIATION_BANK_PAGE_ROWS: '2',
      RECONCILIATION_LEASE_MS: String(LEASE_MS),
    };
    copies.push(...Array.from({ length: count }, () => ServiceProcess.start(environment)));
    await Promise.all(copies.map((copy) => copy.ready()));
  };
  const ask = (): string =>
    outside.publishCommand('reconciliation.run', { scope: 'deals' }, newId());
  const runs = (): Promise<RunRow[]> => database.query<RunRow>(RUNS);
  /** The run when it is in the middle of the bank's list. */
  const inTheMiddle = (): Promise<RunRow> =>
    eventually(
      async () => {
        const [run] = await runs();
        if (run?.phase !== 'deals.list' || (run.offset ?? 0) < 6) throw new Error('Not there yet');
        return run;
      },
      { intervalMs: 20 },
    );
  const finished = (): Promise<RunRow> =>
    eventually(
      async () => {
        const [run] = await runs();
        if (run?.state !== 'finished') throw new Error(`The run is ${run?.state}`);
        return run;
      },
      { timeoutMs: 50_000 },
    );
  const leader = async (): Promise<ServiceProcess> => {
    const [row] = await database.query<{ holder: string }>(
      'SELECT holder FROM reconciliation.lease',
    );
    const found = copies.find(({ pid }) => row?.holder.endsWith(`:${pid}`));
    if (!found) throw new Error('Nobody holds the lease');
    return found;
  };
  const pagesRead = async (): Promise<number> => (await life.bank.requests(LIST)).length;
  const repairs = async (): Promise<number> => {
    const rows = await database.query(
      `SELECT 1 FROM reconciliation.drifts WHERE status = 'repaired'`,
    );
    return rows.length;
  };

  it('do one run when both are there, and each page of it once', async () => {
    await start(2);
    const before = await pagesRead();
    ask();
    const run = await finished();
    expect(run.compared).toBe(DEALS);
    // The plan's own call, and twenty pages of two.
    expect((await pagesRead()) - before).toBe(1 + DEALS / 2);
    expect(await repairs()).toBe(5);
  }, 90_000);

  it('lose their leader to kill -9: the other goes on from the cursor', async () => {
    await start(2);
    const before = await pagesRead();
    ask();
    await inTheMiddle();
    const killed = await leader();
    await killed.end('SIGKILL');
    const [at] = await runs();
    const run = await finished();
    expect(run.runId).toBe(at?.runId);
    expect(Number(run.token)).toBeGreaterThan(Number(at?.token));
    expect(run.compared).toBe(DEALS);
    // Not from the beginning: at most the page under way is read once more.
    expect((await pagesRead()) - before).toBeLessThanOrEqual(2 + DEALS / 2);
    expect(await repairs()).toBe(5);
  }, 90_000);

  it('a leader that was paused and wakes after losing the lease changes nothing', async () => {
    await start(2);
    ask();
    await inTheMiddle();
    const paused = await leader();
    paused.signal('SIGSTOP');
    const run = await finished();
    expect(run.compared).toBe(DEALS);
    const snapshot = (): Promise<object[]> =>
      database.query(`
        SELECT (SELECT jsonb_agg(r) FROM reconciliation.runs r) AS runs,
               (SELECT jsonb_agg(d ORDER BY drift_id) FROM reconciliation.drifts d) AS drifts,
               (SELECT jsonb_agg(h ORDER BY id) FROM reconciliation.drift_history h) AS history,
               (SELECT count(*) FROM reconciliation.findings) AS findings,
               (SELECT count(*) FROM reconciliation.seen) AS seen`);
    await eventually(async () => expect((await snapshot())[0]).toMatchObject({ seen: '0' }));
    const before = await snapshot();
    paused.signal('SIGCONT');
    // It notices at its next write, or at its next beat.
    await eventually(() => expect(paused.has('another copy has taken over the run')).toBe(true), {
      timeoutMs: 30_000,
    });
    expect(await snapshot()).toEqual(before);
    // And it is of use again: the next run may be its own.
    ask();
    await eventually(
      async () =>
        expect((await runs()).map(({ state }) => state)).toEqual(['finished', 'finished']),
      {
        timeoutMs: 50_000,
      },
    );
  }, 120_000);
});
