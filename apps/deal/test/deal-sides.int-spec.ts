import { type DealSide, type SidePage } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { planOf, watchStatements } from '@lk/testing';
import { DealStand } from './deal-stand';

const DEALS = 100_000;
const TOKEN = { authorization: 'Bearer sample-internal-token', 'content-type': 'application/json' };
const RECONCILIATION = 'urn:lk:reconciliation';

/** Every tenth deal is open; every hundredth changed in the last hour. */
const SEED = [
  `INSERT INTO deal.deals (deal_id, external_deal_id, account_number, amount_kopecks, status,
                           bank_status, version, created_by, created_at, changed_at)
   SELECT gen_random_uuid(), 'seed-' || n, '40702810000000000000', 100, 'released_paid_out',
          CASE WHEN n % 10 = 0 THEN 'FUNDED' ELSE 'COMPLETED' END, 1, gen_random_uuid(),
          now() - interval '9 days',
          now() - CASE WHEN n % 100 = 1 THEN interval '1 minute' ELSE interval '9 days' END
   FROM generate_series(1, ${DEALS}) AS n`,
  `INSERT INTO deal.recipients (deal_id, recipient_id, position, role, legal_type, inn,
                                share_kopecks, payout_status)
   SELECT deal_id, 'r' || position, position, 'agent', 'IP', '770000000001', 50, 'paid_out'
   FROM deal.deals, generate_series(0, 1) AS position WHERE external_deal_id LIKE 'seed-%'`,
  `INSERT INTO deal.deal_facts (deal_id, kind, payment_id, cause_kind, cause_id, told_by_bank)
   SELECT deal_id, kind, '', 'event', 'seed', true
   FROM deal.deals, unnest(ARRAY['deal.accepted', 'payment.completed']) AS kind
   WHERE external_deal_id LIKE 'seed-%'`,
  'VACUUM ANALYZE deal.deals, deal.recipients, deal.deal_facts',
];

/** Real: Postgres, RabbitMQ, HTTP, the deal service, the bank simulator. Faked: the ingress. */
describe('deals as reconciliation reads them', () => {
  let stand: DealStand;

  beforeAll(async () => {
    stand = await DealStand.open();
  });
  afterAll(() => stand.close());

  const read = async <T>(path: string, body?: object, headers: object = TOKEN): Promise<T> => {
    const response = await stand.get(`/reconciliation/deals${path}`, {
      headers: { ...headers },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()) as T;
  };
  const page = (query: string) => read<SidePage<DealSide>>(`?${query}`);
  const side = (dealId: string) => read<DealSide>(`/${dealId}`);

  const tell = (externalDealId: string, type: string, more: object = {}, source?: string) =>
    stand.handle(1, () => {
      stand.outside.bankEvent(type, { dealId: externalDealId, ...more }, newId(), source);
    });
  const walk = async (query: string): Promise<DealSide[]> => {
    const found: DealSide[] = [];
    let after = '';
    for (;;) {
      const { items, next } = await page(`${query}${after}`);
      found.push(...items);
      if (next === null) return found;
      after = `&after=${next}`;
    }
  };

  it('show what is compared, and nothing that names a person', async () => {
    const { dealId, externalDealId } = await stand.create();
    const before = await side(dealId);
    expect(before).toEqual({
      dealId,
      externalDealId,
      status: 'draft',
      bankStatus: 'DRAFT',
      amountKopecks: '100050',
      version: 1,
      createdAt: before.createdAt,
      changedAt: before.changedAt,
      facts: ['deal.created'],
      reconciledFacts: [],
      recipients: [
        {
          recipientId: 'agent',
          externalRecipientId: `agent-of-${dealId}`,
          shareKopecks: '60030',
          payoutStatus: 'pending',
        },
        {
          recipientId: 'agency',
          externalRecipientId: null,
          shareKopecks: '40020',
          payoutStatus: 'pending',
        },
      ],
    });
    await tell(externalDealId, 'payment.completed', { paymentId: '1' });
    await tell(externalDealId, 'payment.completed', { paymentId: '2' });
    const after = await side(dealId);
    expect(after).toMatchObject({ facts: ['deal.created', 'payment.completed'], version: 2 });
    expect(Date.parse(after.changedAt)).toBeGreaterThan(Date.parse(before.changedAt));
  });

  it('are found by the ids of the bank, those that we have', async () => {
    const deals = [await stand.create(), await stand.create()];
    const externalDealIds = [...deals.map((deal) => deal.externalDealId), 'nobody'];
    const { items } = await read<{ items: DealSide[] }>('/lookup', { externalDealIds });
    expect(items.map(({ dealId }) => dealId).sort()).toEqual(deals.map((d) => d.dealId).sort());
  });

  it('tell which facts only reconciliation has told, until the bank tells them too', async () => {
    const { dealId, externalDealId } = await stand.create();
    await tell(externalDealId, 'deal.accepted', {}, RECONCILIATION);
    await tell(externalDealId, 'payment.completed', {}, RECONCILIATION);
    const both = ['deal.accepted', 'payment.completed'];
    expect((await side(dealId)).reconciledFacts).toEqual(both);
    const { changedAt } = await side(dealId);
    await tell(externalDealId, 'deal.accepted');
    expect(await side(dealId)).toMatchObject({
      facts: ['deal.accepted', 'deal.created', 'payment.completed'],
      reconciledFacts: ['payment.completed'],
      changedAt,
    });
    await tell(externalDealId, 'payment.completed', { paymentId: 'late' });
    expect((await side(dealId)).reconciledFacts).toEqual([]);
  });

  it('refuse who has no token, and what is no question', async () => {
    await expect(read('', undefined, {})).rejects.toThrow('401');
    for (const query of [
      'limit=0',
      'limit=1001',
      'after=x',
      'scope=some',
      'changedSince=x',
      'x=1',
    ]) {
      await expect(page(query)).rejects.toThrow('400');
    }
    await expect(read('/lookup', { externalDealIds: [] })).rejects.toThrow('400');
    await expect(read('/lookup', { externalDealIds: [1] })).rejects.toThrow('400');
    await expect(side(newId())).rejects.toThrow('404');
    await expect(side('not-a-uuid')).rejects.toThrow('404');
  });

  describe(`among ${DEALS} others`, () => {
    const SINCE = `changedSince=${new Date(Date.now() - 3_600_000).toISOString()}`;
    const QUERIES: [query: string, indexes: string[]][] = [
      ['scope=all', ['deals_pkey']],
      ['scope=open', ['deals_open']],
      [`scope=open&${SINCE}`, ['deals_open', 'deals_changed_at']],
      [`scope=all&${SINCE}`, ['deals_changed_at']],
    ];

    beforeAll(async () => {
      for (const sql of SEED) await stand.database.query(sql);
    });

    it.each(QUERIES)('a page takes one statement, by index: %s', async (query, indexes) => {
      const seen = await watchStatements(
        (text) => text.includes('deal_facts'),
        async () => {
          const first = await page(`${query}&limit=1000`);
          expect(first.items).toHaveLength(1000);
          await page(`${query}&limit=10`);
          const last = await page(`${query}&limit=1000&after=${first.next ?? ''}`);
          expect(last.items[0]?.dealId).not.toBe(first.items.at(-1)?.dealId);
        },
      );
      expect(seen).toHaveLength(3);
      for (const statement of seen) {
        const plan = await planOf(stand.database, 'deal', statement);
        expect(plan.readWhole).toEqual([]);
        expect(plan.indexes).toEqual(
          expect.arrayContaining(['deal_facts_pkey', 'recipients_pkey']),
        );
      }
      const [first] = seen;
      if (first) {
        const { indexes: used } = await planOf(stand.database, 'deal', first);
        expect(used).toEqual(expect.arrayContaining(indexes));
      }
    });

    it('a lookup of a thousand takes one statement, by index', async () => {
      const externalDealIds = Array.from({ length: 1000 }, (_, n) => `seed-${n + 1}`);
      const [statement, ...more] = await watchStatements(
        (text) => text.includes('deal_facts'),
        async () => {
          const { items } = await read<{ items: DealSide[] }>('/lookup', { externalDealIds });
          expect(items).toHaveLength(1000);
        },
      );
      expect(more).toEqual([]);
      if (!statement) throw new Error('no statement');
      const plan = await planOf(stand.database, 'deal', statement);
      expect(plan.readWhole).toEqual([]);
    });

    it('the pages together are everything once, in order', async () => {
      const open = await walk('scope=open');
      const [row] = await stand.database.query<{ open: string; either: string }>(`
        SELECT count(*) FILTER (WHERE bank_status NOT IN ('COMPLETED', 'CANCELLED')) AS open,
               count(*) FILTER (WHERE bank_status NOT IN ('COMPLETED', 'CANCELLED')
                                OR changed_at >= now() - interval '1 hour') AS either
        FROM deal.deals`);
      const ids = open.map(({ dealId }) => dealId);
      expect(ids).toEqual([...new Set(ids)].sort());
      expect(ids).toHaveLength(Number(row?.open));
      const either = await walk(`scope=open&${SINCE}`);
      const eitherIds = either.map(({ dealId }) => dealId);
      expect(eitherIds).toEqual([...new Set(eitherIds)].sort());
      expect(eitherIds).toHaveLength(Number(row?.either));
      const changed = await walk(`scope=all&${SINCE}`);
      expect(changed.length).toBeGreaterThanOrEqual(DEALS / 100);
      expect(changed.length).toBeLessThan(DEALS / 50);
    });
  });
});
