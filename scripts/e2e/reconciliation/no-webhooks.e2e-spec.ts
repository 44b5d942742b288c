import { playAndCheck } from '../../demo/final-checks';
import { type Stage } from '../../demo/stage';
import { type RunningSystem } from '../../system';
import { openStage, startTestSystem } from '../harness';
import { changesNotOnce, differencesFromBank } from './end-states';
import { live, type LivedDeal, WAYS } from './lives';
import { Reconciler } from './reconciler';
import { ON_COMMAND, WITHOUT_BRAKE, WITHOUT_LIMITS } from './settings';

const TIME_MS = 300_000;
/** No webhook ever leaves the bank. */
const SILENCE = { webhooks: { dropRate: 1 } };

/** Often and soon, as five minutes of a schedule pass in a test. */
const OFTEN = {
  RECONCILIATION_DEALS_INTERVAL_MS: '700',
  RECONCILIATION_PAYOUTS_INTERVAL_MS: '700',
  RECONCILIATION_SELF_EMPLOYED_INTERVAL_MS: '700',
  RECONCILIATION_GRACE_MS: '200',
};

/** Real: every service as a process, Postgres, RabbitMQ, HTTP; the bank is the simulator, and silent. */
describe('the demo without a single webhook', () => {
  let system: RunningSystem;
  let reconciler: Reconciler;
  let stage: Stage;

  beforeAll(async () => {
    const settings = { ...ON_COMMAND, ...WITHOUT_LIMITS, ...WITHOUT_BRAKE, ...OFTEN };
    system = await startTestSystem({}, settings);
    reconciler = await Reconciler.open(system);
    stage = await openStage(system);
    await reconciler.faults(SILENCE);
  }, 120_000);
  afterAll(async () => {
    await stage?.close();
    await reconciler?.close();
    await system?.stop({ servers: false });
  }, 60_000);

  it(
    'ends right by reconciliation alone',
    async () => {
      await playAndCheck(stage, system.env.DATABASE_URL ?? '');
      expect(stage.checks.failed).toEqual([]);
      expect(await differencesFromBank(reconciler)).toEqual([]);
      expect(await changesNotOnce(reconciler)).toEqual([]);
    },
    TIME_MS,
  );

  it('heard of it by no webhook; what is known was published by reconciliation', async () => {
    const told = await reconciler.query(`
      SELECT kind FROM deal.deal_facts WHERE told_by_bank
      UNION ALL SELECT kind FROM payout.payout_facts WHERE told_by_bank`);
    expect(told).toEqual([]);
    const repaired = reconciler.cabinet.events.filter(({ type }) => type === 'drift.repaired');
    expect(repaired.length).toBeGreaterThan(0);
    expect((await reconciler.drifts(`class = 'webhook-missed'`)).length).toBeGreaterThan(0);
  });
});

describe('a bank that is silent, and runs that are asked for', () => {
  let system: RunningSystem;
  let reconciler: Reconciler;

  beforeAll(async () => {
    const settings = { ...ON_COMMAND, ...WITHOUT_LIMITS, ...WITHOUT_BRAKE };
    system = await startTestSystem({}, { ...settings, SIM_AUTO_SETTLE: 'false' });
    reconciler = await Reconciler.open(system);
    await reconciler.faults(SILENCE);
  }, 120_000);
  afterAll(async () => {
    await reconciler?.close();
    await system?.stop({ servers: false });
  }, 60_000);

  const twoRuns = async (): Promise<void> => {
    for (let run = 0; run < 2; run += 1) {
      expect(await reconciler.run({ scope: 'all' })).toMatchObject({ state: 'finished' });
    }
  };

  it(
    'every deal and payout is in its right state within two runs of each step',
    async () => {
      const paths = WAYS.filter((way) => !way.startsWith('is paid out'));
      // Enough deals that are paid for their missing webhooks to be called an outage.
      const paid = Array.from({ length: 5 }, () => 'is paid at the second try' as const);
      for (const way of [...paths, ...paid]) await live(reconciler, way);
      await twoRuns();
      expect(await differencesFromBank(reconciler)).toEqual([]);
      // These wait for the deal to be paid, so they live while the runs go on.
      const paidOut = Promise.all([
        live(reconciler, 'is paid out'),
        live(reconciler, 'is paid out in part'),
      ]);
      const lived = await runUntilLived(paidOut);
      expect(lived).toHaveLength(2);
      await twoRuns();
      expect(await differencesFromBank(reconciler)).toEqual([]);
      await settleAll();
      await twoRuns();
      expect(await differencesFromBank(reconciler)).toEqual([]);
      expect(await changesNotOnce(reconciler)).toEqual([]);
      const { status } = await dealOf(lived, 'is paid out');
      expect(status).toBe('released_paid_out');
    },
    TIME_MS,
  );

  it('is told to a person: webhooks have stopped', async () => {
    expect((await reconciler.drifts(`class = 'webhooks-stopped'`)).length).toBeGreaterThan(0);
  });

  const runUntilLived = async (living: Promise<LivedDeal[]>): Promise<LivedDeal[]> => {
    const state = { over: false };
    const end = living.finally(() => (state.over = true));
    while (!state.over) await reconciler.run({ scope: 'deals', mode: 'incremental' });
    return end;
  };

  const settleAll = async (): Promise<void> => {
    const { payments } = await reconciler.http.bank<{ payments: { paymentId: string }[] }>(
      'GET',
      '/ledger?section=payments',
    );
    for (const { paymentId } of payments) {
      await reconciler.http.bank('POST', `/payouts/${paymentId}/settle`, { outcome: 'completed' });
    }
  };

  const dealOf = async (lived: readonly LivedDeal[], way: string) => {
    const dealId = lived.find((deal) => deal.way === way)?.dealId ?? '';
    return reconciler.http.read<{ status: string }>('DEAL_URL', `/deals/${dealId}`);
  };
});
