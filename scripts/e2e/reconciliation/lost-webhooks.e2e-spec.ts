import { randomInt } from 'node:crypto';
import { until } from '../../demo/http';
import { type RunningSystem } from '../../system';
import { seeded } from '../chaos/saboteur';
import { startTestSystem } from '../harness';
import { changesNotOnce, differencesFromBank } from './end-states';
import { live, together, WAYS } from './lives';
import { Reconciler } from './reconciler';
import { WITHOUT_BRAKE, WITHOUT_LIMITS } from './settings';

const DEALS = Number(process.env.LK_RECONCILIATION_LIVES ?? 42);
const SEED = Number(process.env.LK_RECONCILIATION_SEED ?? randomInt(2 ** 31));
const TIME_MS = 300_000 + DEALS * 2000;

/** Reconciliation runs all the time, with a grace time shorter than the webhooks are late. */
const ENVIRONMENT = {
  ...WITHOUT_LIMITS,
  ...WITHOUT_BRAKE,
  RECONCILIATION_DEALS_INTERVAL_MS: '1000',
  RECONCILIATION_PAYOUTS_INTERVAL_MS: '1000',
  RECONCILIATION_SELF_EMPLOYED_INTERVAL_MS: '0',
  RECONCILIATION_SWEEP_HOUR_UTC: '-1',
  RECONCILIATION_GRACE_MS: '300',
  RECONCILIATION_STALE_AFTER_MS: '1000',
  RECONCILIATION_POLL_MS: '100',
  TBANK_PAYMENT_SENDS_DEAL_ID: 'true',
};

const FAULTS = { dropRate: 0.3, duplicateRate: 0.3, delayMs: 1500, reorder: true };

/**
 * Real: every service as a process (two of reconciliation), Postgres, RabbitMQ, HTTP; the bank is the
 * simulator, which loses a third of its webhooks and sends the others late, twice and out of order.
 */
describe(`lost, late and doubled webhooks, ${DEALS} deals, seed ${SEED}`, () => {
  let system: RunningSystem;
  let reconciler: Reconciler;

  beforeAll(async () => {
    console.log(`lost webhooks: LK_RECONCILIATION_LIVES=${DEALS} LK_RECONCILIATION_SEED=${SEED}`);
    system = await startTestSystem({ reconciliation: 2 }, ENVIRONMENT);
    reconciler = await Reconciler.open(system);
    await reconciler.faults({ seed: SEED, webhooks: FAULTS });
  }, 120_000);
  afterAll(async () => {
    await reconciler?.close();
    await system?.stop({ servers: false });
  }, 60_000);

  it(
    'end in the states of the bank, and every change is applied once',
    async () => {
      const random = seeded(SEED);
      const ways = Array.from(
        { length: DEALS },
        (_, index) => WAYS[index % WAYS.length] ?? 'stays',
      ).sort(() => random() - 0.5);
      const lived = await together(ways, 4, (way) => live(reconciler, way));
      expect(lived).toHaveLength(DEALS);
      await until(
        'the states of the bank',
        () => differencesFromBank(reconciler),
        (differences) => differences.length === 0,
        TIME_MS / 2,
      );
      // The last webhooks may be on their way still; they must change nothing any more.
      await until(
        'the last webhook',
        () => undelivered(reconciler),
        (count) => count === 0,
      );
      await reconciler.settled();
      expect(await differencesFromBank(reconciler)).toEqual([]);
      expect(await changesNotOnce(reconciler)).toEqual([]);
      await expectPaidOnce(reconciler);
      for (const queue of ['deal', 'payout']) {
        expect(await reconciler.deadLetters(`${queue}.events`)).toBe(0);
      }
    },
    TIME_MS,
  );

  it('was needed: webhooks were lost, and reconciliation told what they would have', async () => {
    const [row] = await reconciler.query<{ n: number }>(`
      SELECT count(*)::int AS n FROM deal.deal_facts WHERE cause_kind = 'reconciliation'`);
    expect(Number(row?.n)).toBeGreaterThan(0);
    const { webhooks } = await reconciler.http.bank<{ webhooks: { dropped?: boolean }[] }>(
      'GET',
      '/ledger?section=webhooks',
    );
    expect(webhooks.filter(({ dropped }) => dropped).length).toBeGreaterThan(0);
  });
});

async function undelivered({ http }: Reconciler): Promise<number> {
  const { webhooks } = await http.bank<{ webhooks: { delivered: boolean; dropped?: boolean }[] }>(
    'GET',
    '/ledger?section=webhooks',
  );
  return webhooks.filter(({ delivered, dropped }) => !delivered && !dropped).length;
}

/** Each payout of ours is one payment of the bank, and the other way round. */
async function expectPaidOnce(reconciler: Reconciler): Promise<void> {
  const { payments } = await reconciler.http.bank<{ payments: { paymentId: string }[] }>(
    'GET',
    '/ledger?section=payments',
  );
  const ours = await reconciler.query<{ id: string }>(
    'SELECT payment_id AS id FROM payout.payouts',
  );
  expect(ours.map(({ id }) => id).sort()).toEqual(
    payments.map(({ paymentId }) => paymentId).sort(),
  );
}
