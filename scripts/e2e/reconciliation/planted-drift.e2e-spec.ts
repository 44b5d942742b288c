import { randomInt } from 'node:crypto';
import { until } from '../../demo/http';
import { type RunningSystem } from '../../system';
import { startTestSystem } from '../harness';
import { type ExpectedDrift } from './drift-kinds';
import { loadRecords } from './load-records';
import { compareWithOracle, nameOf, planDrift } from './planned-drift';
import { plantPeople, registerPeople } from './planted-people';
import { Reconciler } from './reconciler';
import { ON_COMMAND, WITHOUT_BRAKE, WITHOUT_LIMITS } from './settings';

const DEALS = Number(process.env.LK_RECONCILIATION_DEALS ?? 300);
const SEED = Number(process.env.LK_RECONCILIATION_SEED ?? randomInt(2 ** 31));
const TIME_MS = 240_000 + DEALS * 100;

/** What the policy repairs unless configured otherwise. */
const REPAIRED = [
  'bank-ahead',
  'receipt-missing',
  'receipt-cancelled-unseen',
  'self-employed-status',
];

const ENVIRONMENT = {
  ...ON_COMMAND,
  ...WITHOUT_LIMITS,
  ...WITHOUT_BRAKE,
  RECONCILIATION_BANK_PAGE_ROWS: '200',
};

/** Ours where it was repaired, in the bank's words; IN_PROGRESS adds nothing to FUNDED that we keep. */
const OUR_DEALS = 'SELECT external_deal_id AS id, bank_status AS status FROM deal.deals';
const OUR_PAYOUTS = `
  SELECT payment_id AS id, CASE status WHEN 'paid_out' THEN 'SUCCEEDED' WHEN 'failed' THEN 'FAILED'
                                       ELSE 'PENDING' END AS status
  FROM payout.payouts WHERE payment_id IS NOT NULL`;

interface StateRow {
  readonly id: string;
  readonly status: string;
}

interface Ledger {
  readonly deals: readonly { readonly dealId: string; readonly status: string }[];
  readonly payments: readonly { readonly paymentId: string; readonly status: string }[];
  readonly effects: readonly object[];
}

/**
 * Real: every service as a process, Postgres, RabbitMQ, HTTP; the bank is the simulator. Deals and
 * payouts are written into the tables of their owners by a loader (`load-records.ts`), people are
 * registered by command. What is planted is the oracle. A failure is repeated with LK_RECONCILIATION_SEED.
 */
describe(`planted drift among ${DEALS} deals, seed ${SEED}`, () => {
  let system: RunningSystem;
  let reconciler: Reconciler;
  let expected: ExpectedDrift[];
  let before: Ledger;

  beforeAll(async () => {
    console.log(`planted drift: LK_RECONCILIATION_DEALS=${DEALS} LK_RECONCILIATION_SEED=${SEED}`);
    system = await startTestSystem({}, ENVIRONMENT);
    reconciler = await Reconciler.open(system);
    const people = await registerPeople(reconciler, Math.max(1, Math.round(DEALS / 1000)));
    const plan = planDrift(DEALS, SEED);
    await loadRecords(system.env.DATABASE_URL ?? '', plan.ours);
    await reconciler.plant(plan.plants);
    const planted = plantPeople(people);
    await reconciler.plant(planted.flatMap(({ plants }) => plants));
    expected = [...plan.expected, ...planted.flatMap(({ expected: one }) => one ?? [])];
    before = await ledger();
  }, TIME_MS);
  afterAll(async () => {
    await reconciler?.close();
    await system?.stop({ servers: false });
  }, 60_000);

  /** What is at the bank, and all that it ever did; not how often it was asked. */
  const ledger = async (): Promise<Ledger> => {
    const { deals, payments, effects } = await reconciler.http.bank<Ledger>('GET', '/ledger');
    return { deals, payments, effects };
  };
  const isRepaired = ({ class: name }: ExpectedDrift): boolean => REPAIRED.includes(name);

  it(
    'is found, all of it and nothing else, each with the right class',
    async () => {
      expect(await reconciler.run({ scope: 'all' })).toEqual({
        state: 'finished',
        braked: false,
        suspect: [],
      });
      const found = await reconciler.drifts();
      expect(compareWithOracle(found, expected)).toEqual({ missed: [], invented: [] });
      expect(found).toHaveLength(expected.length);
    },
    TIME_MS,
  );

  it(
    'leaves nothing open that is repaired by policy, and everything else for a person',
    async () => {
      // What names a person is asked of the bank once more before it is published.
      for (let run = 0; run < 2; run += 1) await reconciler.run({ scope: 'all' });
      const open = await reconciler.drifts(`status <> 'resolved' AND action <> 'record'`);
      const left = expected.filter(
        (drift) => !isRepaired(drift) && drift.class !== 'webhook-missed',
      );
      expect(compareWithOracle(open, left)).toEqual({ missed: [], invented: [] });
      expect(await reconciler.drifts(`action = 'repair' AND status <> 'resolved'`)).toEqual([]);
      // Each fact that was told by a repair is a webhook that never came; nothing else is new.
      const planted = new Set(expected.map(nameOf));
      const news = (await reconciler.drifts()).filter((drift) => !planted.has(nameOf(drift)));
      const missed = expected
        .filter((drift) => isRepaired(drift) && drift.class !== 'self-employed-status')
        .map((drift) => ({ ...drift, class: 'webhook-missed' }));
      expect(compareWithOracle(news, missed)).toEqual({ missed: [], invented: [] });
    },
    TIME_MS,
  );

  it('brings our records to the state of the bank', async () => {
    const bank = await ledger();
    const word = (status: string): string => (status === 'IN_PROGRESS' ? 'FUNDED' : status);
    const atBank = new Map([
      ...bank.deals.map(({ dealId, status }) => [dealId, word(status)] as const),
      ...bank.payments.map(({ paymentId, status }) => [paymentId, status] as const),
    ]);
    const differing = async (sql: string): Promise<string[]> => {
      const rows = await reconciler.query<StateRow>(sql);
      return rows.filter(({ id, status }) => atBank.get(id) !== status).map(({ id }) => id);
    };
    const ids = await reconciler.query<{ subject: string; external: string }>(`
      SELECT deal_id AS subject, external_deal_id AS external FROM deal.deals
      UNION ALL SELECT payout_id, payment_id FROM payout.payouts`);
    const externalOf = new Map(ids.map(({ subject, external }) => [subject, external]));
    // The states in which a person must decide; everything else agrees.
    const undecided = new Set(
      expected
        .filter((drift) => ['we-ahead', 'impossible-transition'].includes(drift.class))
        .map(({ subjectId }) => externalOf.get(subjectId)),
    );
    const left = [...(await differing(OUR_DEALS)), ...(await differing(OUR_PAYOUTS))];
    expect(left.filter((id) => !undecided.has(id))).toEqual([]);
    expect(left.length).toBe(undecided.size);
  });

  it('is repaired by events whose run the owners name as the cause', async () => {
    const repaired = expected.filter((drift) => drift.class === 'bank-ahead');
    const told = reconciler.cabinet.events.filter(({ type }) => type === 'drift.repaired');
    const published = told.map(({ data }) => data as { subjectId: string; runId: string });
    const subjects = new Set(published.map(({ subjectId }) => subjectId));
    expect(repaired.filter(({ subjectId }) => !subjects.has(subjectId))).toEqual([]);
    const changes = await reconciler.query<{ subject: string; kind: string; id: string }>(`
      SELECT deal_id AS subject, cause_kind AS kind, cause_id AS id FROM deal.deal_history
      WHERE field = 'bankStatus'
      UNION ALL SELECT payout_id, cause_kind, cause_id FROM payout.payout_history`);
    const runs = new Set(published.map(({ runId }) => runId));
    const changed = new Set(changes.map(({ subject }) => subject));
    // Only what was repaired has changed since it was loaded, and only by these runs.
    expect(changed).toEqual(new Set(repaired.map(({ subjectId }) => subjectId)));
    expect(changes.filter(({ kind, id }) => kind !== 'reconciliation' || !runs.has(id))).toEqual(
      [],
    );
  });

  it('pays nothing, and changes nothing at the bank', async () => {
    expect(await ledger()).toEqual(before);
    const calls = await reconciler.query(
      `SELECT operation FROM tbank.bank_calls WHERE operation <> 'self-employed.add'`,
    );
    expect(calls).toEqual([]);
    // An event whose owner could not take it would be a repair that never happened.
    for (const queue of ['deal', 'payout', 'self-employed-risk']) {
      expect(await reconciler.deadLetters(`${queue}.events`)).toBe(0);
    }
  });

  it(
    'is found no more when nothing has happened since',
    async () => {
      const count = async () => (await reconciler.drifts()).length;
      const versions = 'SELECT sum(version)::int AS sum FROM deal.deals';
      const [drifts, [sum]] = [await count(), await reconciler.query(versions)];
      await reconciler.run({ scope: 'all' });
      await until('the same drifts', count, (now) => now === drifts);
      expect(await reconciler.query(versions)).toEqual([sum]);
    },
    TIME_MS,
  );
});
