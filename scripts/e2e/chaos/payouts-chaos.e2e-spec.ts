import { randomInt } from 'node:crypto';
import { connect } from 'amqplib';
import { Http } from '../../demo/http';
import { queryPostgres } from '../../stack';
import { type RunningSystem } from '../../system';
import { startTestSystem } from '../harness';
import { bankTrouble } from './bank-faults';
import { createPaidDeals, type PlannedPayout } from './paid-deals';
import { Saboteur, seeded } from './saboteur';

const PAYOUTS = Number(process.env.LK_CHAOS_PAYOUTS ?? 300);
const SEED = Number(process.env.LK_CHAOS_SEED ?? randomInt(2 ** 31));
const TIME_MS = 120_000 + PAYOUTS * 200;

/** The times of the real bank, shortened; the order between them is kept. */
const HASTE = {
  SIM_RATE_LIMIT_PER_SECOND: '100',
  TBANK_LIMIT_PER_SECOND: '100',
  TBANK_TIMEOUT_MS: '1000',
  TBANK_RETRY_BASE_MS: '50',
  TBANK_BREAKER_OPEN_MS: '1000',
  TBANK_LOOK_UP_DELAYS_MS: '500,1000,2000,4000,8000',
  RETRY_BASE_MS: '250',
};

interface LedgerPayment {
  readonly paymentId: string;
  readonly beneficiaryId: string;
}

/**
 * Real: every service as a process (two of payout), Postgres, RabbitMQ, HTTP; the bank is the
 * simulator, which loses answers, answers too late, refuses and fails at random, while processes are
 * killed with -9. Its ledger is the oracle. A failure is repeated with LK_CHAOS_SEED.
 */
describe(`payouts in chaos, ${PAYOUTS} of them, seed ${SEED}`, () => {
  let system: RunningSystem;
  let http: Http;

  beforeAll(async () => {
    console.log(`payouts in chaos: LK_CHAOS_PAYOUTS=${PAYOUTS} LK_CHAOS_SEED=${SEED}`);
    system = await startTestSystem({ payout: 2 }, HASTE);
    http = new Http(system.env);
  }, 120_000);
  afterAll(() => system.stop({ servers: false }), 60_000);

  const query = (sql: string) => queryPostgres(system.env.DATABASE_URL ?? '', sql);

  const ledger = async (): Promise<readonly LedgerPayment[]> =>
    (await http.bank<{ payments: LedgerPayment[] }>('GET', '/ledger?section=payments')).payments;

  it(
    'shows every payout exactly once, and calls none failed without the word of the bank',
    async () => {
      const planned = await createPaidDeals(system.env, PAYOUTS);
      await http.bank('PUT', '/faults', bankTrouble(SEED));
      const saboteur = new Saboteur(system, ['payout', 'payout-2'], seeded(SEED));
      try {
        await ask(system.env.AMQP_URL ?? '', shuffled(planned, seeded(SEED)));
        await untilFinal(query, PAYOUTS);
      } finally {
        await saboteur.stop();
      }
      const made = await ledger();
      const kept = await query(
        `SELECT payout_id, payment_id, status, external_recipient_id FROM payout.payouts`,
      );
      const paid = kept.filter(({ status }) => status === 'paid_out');
      const failed = kept.filter(({ status }) => status === 'failed');
      console.log(
        `payouts in chaos: ${paid.length} paid, ${failed.length} refused, ${saboteur.kills} kills`,
      );
      expect(saboteur.kills).toBeGreaterThan(0);
      expect(kept).toHaveLength(PAYOUTS);
      // Each payment of the bank belongs to exactly one payout, each paid payout has exactly one.
      expect(paid.map(({ payment_id }) => payment_id).sort()).toEqual(
        made.map(({ paymentId }) => paymentId).sort(),
      );
      const beneficiaries = new Map(made.map((p) => [p.paymentId, p.beneficiaryId]));
      for (const { payment_id, external_recipient_id } of paid) {
        expect(beneficiaries.get(String(payment_id))).toBe(external_recipient_id);
      }
      // Failed are those only that the bank refused without any doubt.
      const doubtful = await query(`
        SELECT p.payout_id FROM payout.payouts p
        LEFT JOIN tbank.bank_calls c ON c.business_id = p.payout_id::text
        WHERE p.status = 'failed' AND (c.outcome <> 'BANK_REFUSED' OR c.uncertain
              OR c.http_status <> 422)`);
      expect(doubtful).toEqual([]);
      expect(await query('SELECT 1 FROM tbank.bank_calls WHERE is_open')).toEqual([]);
    },
    TIME_MS,
  );
});

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const drawn = items.map((item) => ({ item, at: random() }));
  return drawn.sort((a, b) => a.at - b.at).map(({ item }) => item);
}

/** All at once, as a cabinet that has slept would: the services take them at their own pace. */
async function ask(url: string, planned: readonly PlannedPayout[]): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  for (const payout of planned) {
    channel.publish('bank.commands', 'payout.create', Buffer.from(JSON.stringify(payout)), {
      contentType: 'application/json',
      persistent: true,
      messageId: payout.payoutId,
    });
  }
  await channel.waitForConfirms();
  await connection.close();
}

type Query = (sql: string) => Promise<Record<string, unknown>[]>;

async function untilFinal(query: Query, wanted: number): Promise<void> {
  const startedAt = Date.now();
  for (let shownAt = 0; ;) {
    const rows = await query('SELECT status, count(*)::int AS n FROM payout.payouts GROUP BY 1');
    const count = (status: string) => Number(rows.find((row) => row.status === status)?.n ?? 0);
    if (count('paid_out') + count('failed') === wanted) return;
    if (Date.now() - startedAt > TIME_MS - 60_000) {
      throw new Error(`Not all payouts came to an end: ${JSON.stringify(rows)}`);
    }
    if (Date.now() - shownAt > 10_000) {
      shownAt = Date.now();
      console.log(`payouts in chaos: ${JSON.stringify(rows)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
