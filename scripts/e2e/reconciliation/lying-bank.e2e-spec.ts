import { type RunningSystem } from '../../system';
import { startTestSystem } from '../harness';
import { loadRecords } from './load-records';
import { shuffled } from './planned-drift';
import { Reconciler, type RunRow } from './reconciler';
import { type BankStatus, ordinaryDeal, plantsOf } from './registry';
import { ON_COMMAND, WITHOUT_LIMITS } from './settings';

const EACH = 40;
const STATUSES: readonly BankStatus[] = [
  'ACCEPTED',
  'FUNDED',
  'IN_PROGRESS',
  'COMPLETED',
  'CANCELLED',
];
const TIME_MS = 240_000;

const DEALS = '*/deals';
const PAYMENTS = '*/payments';
const everywhere = (lie: object): object[] =>
  [DEALS, PAYMENTS].map((path) => ({ method: 'GET', path, ...lie }));

/** Lies of the lists; some are told of each record by itself too. */
const LIES: readonly (readonly [name: string, rules: readonly object[]])[] = [
  ['an empty list', everywhere({ lyingList: 'empty' })],
  ['half a page', everywhere({ lyingList: 'half-page' })],
  ['half a list', everywhere({ lyingList: 'half-list' })],
  [
    'everything cancelled',
    [
      { method: 'GET', path: DEALS, answerPatch: { 'results.*.status': 'CANCELLED' } },
      { method: 'GET', path: PAYMENTS, answerPatch: { 'results.*.status': 'FAILED' } },
    ],
  ],
  [
    'everything cancelled, one by one too',
    [
      { method: 'GET', path: DEALS, answerPatch: { 'results.*.status': 'CANCELLED' } },
      { method: 'GET', path: `${DEALS}/*`, answerPatch: { status: 'CANCELLED' } },
      { method: 'GET', path: PAYMENTS, answerPatch: { 'results.*.status': 'FAILED' } },
      { method: 'GET', path: `${PAYMENTS}/*`, answerPatch: { status: 'FAILED' } },
    ],
  ],
  [
    'everything completed',
    [
      { method: 'GET', path: DEALS, answerPatch: { 'results.*.status': 'COMPLETED' } },
      { method: 'GET', path: `${DEALS}/*`, answerPatch: { status: 'COMPLETED' } },
    ],
  ],
  ['a 500 in the middle', everywhere({ status: 500, skip: 2 })],
];

async function liesTold({ http }: Reconciler): Promise<number> {
  const { rules } = await http.bank<{ rules: { fired: number }[] }>('GET', '/faults');
  return rules.reduce((sum, { fired }) => sum + fired, 0);
}

/**
 * Real: every service as a process, Postgres, RabbitMQ, HTTP; the bank is the simulator, which answers
 * in the right form with lies. Both sides agree: whatever is repaired here is repaired wrongly.
 */
describe('a bank whose lists lie', () => {
  let system: RunningSystem;
  let reconciler: Reconciler;

  beforeAll(async () => {
    system = await startTestSystem(
      {},
      {
        ...ON_COMMAND,
        ...WITHOUT_LIMITS,
        RECONCILIATION_BANK_PAGE_ROWS: '20',
        TBANK_RETRY_BASE_MS: '10',
        TBANK_BREAKER_OPEN_MS: '200',
      },
    );
    reconciler = await Reconciler.open(system);
    const deals = STATUSES.flatMap((status) =>
      Array.from({ length: EACH }, () => ordinaryDeal(status, 100_000)),
    );
    await loadRecords(system.env.DATABASE_URL ?? '', shuffled(deals, Math.random));
    await reconciler.plant(deals.flatMap(plantsOf));
  }, TIME_MS);
  afterAll(async () => {
    await reconciler?.close();
    await system?.stop({ servers: false });
  }, 60_000);

  const states = () =>
    reconciler.query(`
      SELECT deal_id AS id, status, bank_status, version FROM deal.deals
      UNION ALL SELECT payout_id, status, payment_id, version FROM payout.payouts ORDER BY id`);
  const facts = async (): Promise<number> => {
    const [row] = await reconciler.query<{ n: number }>(`
      SELECT ((SELECT count(*) FROM deal.deal_facts) + (SELECT count(*) FROM payout.payout_facts))::int AS n`);
    return Number(row?.n);
  };
  const honestRun = async (mode: string): Promise<void> => {
    const run = await reconciler.run({ scope: 'all', mode });
    expect(run).toEqual({ state: 'finished', braked: false, suspect: [] });
  };
  const isStopped = ({ state, braked }: RunRow): boolean => state !== 'finished' || braked;

  it(
    'finds nothing while the bank tells the truth',
    async () => {
      await honestRun('sweep');
      await honestRun('incremental');
      expect(await reconciler.drifts()).toEqual([]);
    },
    TIME_MS,
  );

  describe.each(LIES)('%s', (_name, rules) => {
    it.each(['sweep', 'incremental'])(
      'repairs nothing in a run that is a %s',
      async (mode) => {
        const before = [await states(), await facts()];
        await reconciler.faults({ rules });
        const run = await reconciler.run({ scope: 'all', mode });
        const lies = await liesTold(reconciler);
        await reconciler.faults({ rules: [] });
        expect([await states(), await facts()]).toEqual(before);
        // A run that asks for each record by itself may not have met the lie at all.
        if (mode === 'sweep') expect(lies).toBeGreaterThan(0);
        if (mode === 'sweep')
          expect({ run, stopped: isStopped(run) }).toEqual({ run, stopped: true });
        expect(await reconciler.drifts(`status = 'repaired'`)).toEqual([]);
      },
      TIME_MS,
    );

    it(
      'is forgotten as soon as the bank tells the truth again',
      async () => {
        await honestRun('sweep');
        expect(await reconciler.drifts(`status <> 'resolved'`)).toEqual([]);
      },
      TIME_MS,
    );
  });
});
