import { type PayoutSide, type SidePage } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventually, planOf, watchStatements } from '@lk/testing';
import { newPayout, PayoutStand } from './payout-stand';

const PAYOUTS = 100_000;
const TOKEN = { authorization: 'Bearer sample-internal-token', 'content-type': 'application/json' };
const RECONCILIATION = 'urn:lk:reconciliation';

/** Every tenth payout is open; every hundredth changed in the last hour; ten to a deal. */
const SEED = [
  `INSERT INTO payout.payouts (payout_id, deal_id, recipient_id, external_recipient_id, account_number,
                               amount_kopecks, purpose, payment_id, status, version, created_by,
                               created_at, changed_at)
   SELECT gen_random_uuid(), md5((n / 10)::text)::uuid, 'r', 'seed', '40702810000000000000', 100, 'p',
          'seed-' || n, CASE WHEN n % 10 = 0 THEN 'bank_hold' ELSE 'paid_out' END, 1,
          gen_random_uuid(), now() - interval '9 days',
          now() - CASE WHEN n % 100 = 1 THEN interval '1 minute' ELSE interval '9 days' END
   FROM generate_series(1, ${PAYOUTS}) AS n`,
  `INSERT INTO payout.payout_facts (payout_id, kind, cause_kind, cause_id, at, told_by_bank)
   SELECT payout_id, kind, 'event', 'seed', now(), true
   FROM payout.payouts, unnest(ARRAY['accepted', 'payout.initiated']) AS kind
   WHERE external_recipient_id = 'seed'`,
  'VACUUM ANALYZE payout.payouts, payout.payout_facts',
];

/** Real: Postgres, RabbitMQ, HTTP, the services payout, deal and self-employed-risk, the simulator. */
describe('payouts as reconciliation reads them', () => {
  let stand: PayoutStand;

  beforeAll(async () => {
    stand = await PayoutStand.open();
  });
  afterAll(() => stand.close());

  const read = async <T>(path: string, body?: object, headers: object = TOKEN): Promise<T> => {
    const response = await stand.get(`/reconciliation/payouts${path}`, {
      headers: { ...headers },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()) as T;
  };
  const page = (query: string) => read<SidePage<PayoutSide>>(`?${query}`);
  const ofDeal = async (dealId: string) => (await page(`dealId=${dealId}`)).items;

  const pay = async () => {
    const deal = await stand.paidDeal();
    const reply = await stand.outside.send('payout.create', newPayout(deal));
    if (reply.status !== 'completed') throw new Error(JSON.stringify(reply));
    const { payoutId, paymentId } = reply.result as { payoutId: string; paymentId: string };
    return { deal, payoutId, paymentId };
  };

  it('show what is compared, and which facts only reconciliation has told', async () => {
    const { deal, payoutId, paymentId } = await pay();
    const [before] = await ofDeal(deal.dealId);
    expect(before).toEqual({
      payoutId,
      dealId: deal.dealId,
      externalDealId: deal.externalDealId,
      recipientId: 'agent',
      externalRecipientId: deal.agent,
      amountKopecks: '60030',
      paymentId,
      status: 'pending',
      createdAt: before?.createdAt,
      changedAt: before?.changedAt,
      facts: ['accepted'],
      reconciledFacts: [],
    });
    const data = { recipientId: deal.agent, paymentId };
    stand.outside.bankEvent('payout.completed', data, newId(), RECONCILIATION);
    await eventually(async () => {
      const [found] = await ofDeal(deal.dealId);
      expect(found).toMatchObject({ status: 'paid_out', reconciledFacts: ['payout.completed'] });
      expect(Date.parse(found?.changedAt ?? '')).toBeGreaterThan(
        Date.parse(before?.changedAt ?? ''),
      );
    });
    stand.outside.bankEvent('payout.completed', data);
    await eventually(async () =>
      expect(await ofDeal(deal.dealId)).toMatchObject([
        { facts: ['accepted', 'payout.completed'], reconciledFacts: [] },
      ]),
    );
  });

  it('are found by payments of the bank, those that we have', async () => {
    const made = [await pay(), await pay()];
    const paymentIds = [...made.map(({ paymentId }) => paymentId), 'nobody'];
    const { items } = await read<{ items: PayoutSide[] }>('/lookup', { paymentIds });
    expect(items.map(({ payoutId }) => payoutId).sort()).toEqual(
      made.map(({ payoutId }) => payoutId).sort(),
    );
  });

  it('are those of a deal, open or changed, when asked so', async () => {
    const { deal, paymentId } = await pay();
    const count = async (query: string) =>
      (await page(`dealId=${deal.dealId}&${query}`)).items.length;
    const [future, past] = ['2999-01-01T00:00:00Z', '2020-01-01T00:00:00Z'];
    expect(await count('scope=open')).toBe(1);
    stand.outside.bankEvent('payout.completed', { recipientId: deal.agent, paymentId });
    await eventually(async () => expect(await count('scope=open')).toBe(0));
    expect(await count('scope=all')).toBe(1);
    expect(await count(`scope=open&changedSince=${past}`)).toBe(1);
    expect(await count(`scope=open&changedSince=${future}`)).toBe(0);
    expect(await count(`scope=all&changedSince=${future}`)).toBe(0);
  });

  it('refuse who has no token, and what is no question', async () => {
    await expect(read('', undefined, {})).rejects.toThrow('401');
    for (const query of ['limit=0', 'dealId=x', 'scope=some', 'x=1']) {
      await expect(page(query)).rejects.toThrow('400');
    }
    await expect(read('/lookup', { paymentIds: 'x' })).rejects.toThrow('400');
  });

  describe(`among ${PAYOUTS} others`, () => {
    const SINCE = `changedSince=${new Date(Date.now() - 3_600_000).toISOString()}`;
    const QUERIES: [query: string, rows: number, indexes: string[]][] = [
      ['scope=all', 1000, ['payouts_pkey']],
      ['scope=open', 1000, ['payouts_open']],
      [`scope=open&${SINCE}`, 1000, ['payouts_open', 'payouts_changed_at']],
      [`scope=all&${SINCE}`, 1000, ['payouts_changed_at']],
      ['scope=all&dealId=c4ca4238-a0b9-2382-0dcc-509a6f75849b', 10, ['payouts_deal']],
    ];

    beforeAll(async () => {
      for (const sql of SEED) await stand.database.query(sql);
    });

    it.each(QUERIES)('a page takes one statement, by index: %s', async (query, rows, indexes) => {
      const seen = await watchStatements(
        (text) => text.includes('payout_facts'),
        async () => {
          const first = await page(`${query}&limit=1000`);
          expect(first.items).toHaveLength(rows);
          if (first.next !== null) await page(`${query}&limit=1000&after=${first.next}`);
        },
      );
      expect(seen).toHaveLength(rows === 1000 ? 2 : 1);
      for (const statement of seen) {
        const plan = await planOf(stand.database, 'payout', statement);
        expect(plan.readWhole).toEqual([]);
        expect(plan.indexes).toEqual(expect.arrayContaining([...indexes, 'payout_facts_pkey']));
      }
    });

    it('a lookup of a thousand takes one statement, by index', async () => {
      const paymentIds = Array.from({ length: 1000 }, (_, n) => `seed-${n + 1}`);
      const [statement, ...more] = await watchStatements(
        (text) => text.includes('payout_facts'),
        async () => {
          const { items } = await read<{ items: PayoutSide[] }>('/lookup', { paymentIds });
          expect(items).toHaveLength(1000);
        },
      );
      expect(more).toEqual([]);
      if (!statement) throw new Error('no statement');
      expect((await planOf(stand.database, 'payout', statement)).readWhole).toEqual([]);
    });
  });
});
