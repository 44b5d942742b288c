import { type ReceiptsSide, type SelfEmployedSide, type SidePage } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventually, planOf, watchStatements } from '@lk/testing';
import { SelfEmployedStand } from './self-employed-stand';

const PEOPLE = 100_000;
const RECONCILIATION = 'urn:lk:reconciliation';

const SEED = [
  `INSERT INTO self_employed_risk.self_employed (self_employed_id, inn, external_recipient_id, status,
                                                 version, created_by)
   SELECT gen_random_uuid(), (500000000000 + n)::text, 'seed-' || n, 'ACTIVE', 1, gen_random_uuid()
   FROM generate_series(1, ${PEOPLE}) AS n`,
  `INSERT INTO self_employed_risk.receipts (self_employed_id, receipt_id, status, amount_kopecks)
   SELECT self_employed_id, 'receipt-' || n, 'REGISTERED', 100
   FROM self_employed_risk.self_employed, generate_series(1, 2) AS n`,
  `INSERT INTO self_employed_risk.receipt_facts (self_employed_id, event_id, kind, receipt_id, at)
   SELECT self_employed_id, 'event-' || receipt_id, 'ready', receipt_id, now()
   FROM self_employed_risk.receipts WHERE receipt_id LIKE 'receipt-%'`,
  `VACUUM ANALYZE self_employed_risk.self_employed, self_employed_risk.receipts,
                  self_employed_risk.receipt_facts`,
];

/** Real: Postgres, RabbitMQ, HTTP, the service, the bank simulator. */
describe('people and receipts as reconciliation reads them', () => {
  let stand: SelfEmployedStand;

  beforeAll(async () => {
    stand = await SelfEmployedStand.start();
  });
  afterAll(() => stand.stop());

  const read = async <T>(path: string, body?: object): Promise<T> => {
    const answer = await stand.read(`/reconciliation/self-employed${path}`, body);
    if (answer.status !== 200) throw new Error(String(answer.status));
    return answer.body as T;
  };
  const page = (query = '') => read<SidePage<SelfEmployedSide>>(query);
  const receiptsOf = async (selfEmployedId: string) => {
    const body = { selfEmployedIds: [selfEmployedId, newId()] };
    const { items } = await read<{ items: ReceiptsSide[] }>('/receipts', body);
    expect(items.map((item) => item.selfEmployedId)).toEqual([selfEmployedId]);
    return items[0]?.receipts;
  };

  it('show what is compared, and nothing that names a person', async () => {
    const inn = '800000000001';
    const { selfEmployedId, externalRecipientId } = await stand.register(inn);
    const shown = async () =>
      (await page()).items.find((person) => person.selfEmployedId === selfEmployedId);
    const before = await shown();
    const side = { selfEmployedId, externalRecipientId, cancelledReceipts: 0, flagged: false };
    expect(before).toEqual({ ...side, status: 'DRAFT', changedAt: before?.changedAt });
    await stand.sim('POST', `/self-employed/${inn}/activate`);
    await stand.ask('self-employed.sync', {});
    const after = await shown();
    expect(after?.status).toBe('ACTIVE');
    expect(Date.parse(after?.changedAt ?? '')).toBeGreaterThan(Date.parse(before?.changedAt ?? ''));
    expect(JSON.stringify(after)).not.toContain(inn);
  });

  it('tell which receipts were only found by asking, until the bank tells of them', async () => {
    const inn = '800000000002';
    const { selfEmployedId } = await stand.register(inn);
    stand.bankEvent('receipt.ready', { inn, receiptId: 'a', amount: 10 });
    stand.bankEvent(
      'receipt.ready',
      { inn, receiptId: 'b', amount: 20 },
      { source: RECONCILIATION },
    );
    const registered = { status: 'REGISTERED' };
    await eventually(async () =>
      expect(await receiptsOf(selfEmployedId)).toEqual([
        { ...registered, receiptId: 'a', amountKopecks: '1000', reconciled: false },
        { ...registered, receiptId: 'b', amountKopecks: '2000', reconciled: true },
      ]),
    );
    stand.bankEvent('receipt.ready', { inn, receiptId: 'b', amount: 20 });
    await eventually(async () =>
      expect(await receiptsOf(selfEmployedId)).toMatchObject([
        { reconciled: false },
        { reconciled: false },
      ]),
    );
  });

  it('tell so of the status: registered by a webhook, and cancelled without one', async () => {
    const inn = '800000000003';
    const { selfEmployedId } = await stand.register(inn);
    const data = { inn, receiptId: 'c' };
    const shows = (status: string, reconciled: boolean) =>
      eventually(async () =>
        expect(await receiptsOf(selfEmployedId)).toMatchObject([{ status, reconciled }]),
      );
    stand.bankEvent('receipt.ready', { ...data, amount: 10 });
    await shows('REGISTERED', false);
    stand.bankEvent('receipt.cancelled', data, { source: RECONCILIATION });
    await shows('CANCELLED', true);
    stand.bankEvent('receipt.cancelled', data);
    await shows('CANCELLED', false);
  });

  it('refuse what is no question', async () => {
    for (const query of ['?limit=0', '?after=x', '?scope=open']) {
      await expect(page(query)).rejects.toThrow('400');
    }
    await expect(read('/receipts', { selfEmployedIds: ['x'] })).rejects.toThrow('400');
    const { status } = await fetch(`${stand.service.url}/reconciliation/self-employed`);
    expect(status).toBe(401);
  });

  it(`takes one statement for a page, by index, among ${PEOPLE} others`, async () => {
    for (const sql of SEED) await stand.database.query(sql);
    const found: string[] = [];
    const pages = await watchStatements(
      (text) => text.includes('changed_at AS "changedAt"'),
      async () => {
        for (let after = ''; ;) {
          const { items, next } = await page(`?limit=1000${after}`);
          found.push(...items.map(({ selfEmployedId }) => selfEmployedId));
          if (next === null) return;
          after = `&after=${next}`;
        }
      },
    );
    expect(found).toEqual([...new Set(found)].sort());
    expect(found.length).toBeGreaterThan(PEOPLE);
    expect(pages).toHaveLength(Math.ceil(found.length / 1000));
    const receipts = await watchStatements(
      (text) => text.includes('receipt_facts'),
      async () => {
        const selfEmployedIds = found.slice(0, 1000);
        await read('/receipts', { selfEmployedIds });
      },
    );
    expect(receipts).toHaveLength(1);
    for (const statement of [...pages.slice(0, 2), ...receipts]) {
      const plan = await planOf(stand.database, 'self_employed_risk', statement);
      expect(plan.readWhole).toEqual([]);
      expect(plan.indexes).toContain('self_employed_pkey');
    }
  });
});
