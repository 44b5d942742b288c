import { acceptedDeal, pay } from './deal-story';
import { eventually, RunningSimulator } from './simulator-harness';

const INN = '770000000001';
const personWith = (inn: string) => ({
  firstName: 'Анна',
  lastName: 'Иванова',
  inn,
  bankInfo: { accountNumber: '40817810000000000001', bankBic: '044525974' },
});

/** Real: HTTP server and sockets. */
describe('the life of a self-employed person at the bank', () => {
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await RunningSimulator.start({
      SIM_RATE_LIMIT_ENABLED: 'false',
      SIM_AUTO_SETTLE: 'false',
    });
  });
  afterAll(() => simulator.stop());
  beforeEach(async () => {
    await simulator.sim('POST', '/reset');
    await settings({ autoActivateMs: 0, receiptsEnabled: true, receiptDelayMs: 0 });
  });

  const settings = (body: object) => simulator.sim('PUT', '/settings', body);
  const register = async (inn = INN) =>
    (await simulator.bank('POST', '/self-employed/recipients', personWith(inn))).body;
  const decide = (body: object) => simulator.sim('POST', `/self-employed/${INN}/status`, body);
  const rowsOf = async (path: string, body: object) => {
    const answer = await simulator.bank('POST', `/self-employed/${path}`, body);
    return Object.values(answer.body)[0] as Record<string, unknown>[];
  };
  const list = (body: object = {}) => rowsOf('recipients/list', body);
  const receipts = (body: object = { inn: INN }) => rowsOf('receipts', body);
  const payOut = async (overrides: Record<string, unknown> = {}) => {
    const { recipientId } = await register();
    const { body } = await pay(simulator, { beneficiaryId: String(recipientId), ...overrides });
    await simulator.sim('POST', `/payouts/${String(body.paymentId)}/settle`);
    return body.paymentId;
  };

  it.each([
    ['PROCESSING', 'REGISTRATION_WAIT'],
    ['MTNG_WAIT', 'REGISTRATION_WAIT'],
    ['ACTIVE', 'ACTIVE'],
    ['BLOCKED', 'NOT_ACTIVE'],
    ['REJECTED', 'NOT_ACTIVE'],
    ['DELETED', 'NOT_ACTIVE'],
    ['ERROR', 'NOT_CONFIRM'],
    ['PROCESSING_ERROR', 'NOT_CONFIRM'],
  ])('can be %s, usually with %s', async (status, selfEmployedStatus) => {
    await register();
    expect(await list()).toMatchObject([
      { status: 'DRAFT', selfEmployedStatus: 'REGISTRATION_WAIT' },
    ]);
    expect((await decide({ status })).body.recipients).toMatchObject([{ status }]);
    expect(await list({ status: [status] })).toMatchObject([{ status, selfEmployedStatus }]);
    const [last] = (await simulator.ledger('effects')).slice(-1);
    expect(last).toMatchObject({ kind: `self-employed.${status.toLowerCase()}` });
  });

  it('can be active at the bank and not self-employed any more', async () => {
    await register();
    await decide({ status: 'ACTIVE', selfEmployedStatus: 'NOT_ACTIVE' });
    const row = { status: 'ACTIVE', selfEmployedStatus: 'NOT_ACTIVE' };
    expect(await list({ selfEmployedStatus: ['NOT_ACTIVE'] })).toMatchObject([row]);
    expect(await simulator.ledger('selfEmployed')).toMatchObject([row]);
    expect(await list({ selfEmployedStatus: ['ACTIVE'] })).toEqual([]);
    expect((await decide({ status: 'GONE' })).status).toBe(400);
    expect((await decide({ status: 'ACTIVE', selfEmployedStatus: 'X' })).status).toBe(400);
  });

  it('becomes active by itself through PROCESSING', async () => {
    await settings({ autoActivateMs: 20 });
    await register();
    await eventually(async () => expect(await list()).toMatchObject([{ status: 'ACTIVE' }]));
    const kinds = (await simulator.ledger('effects')).map(({ kind }) => kind);
    expect(kinds).toEqual([
      'self-employed.added',
      'self-employed.processing',
      'self-employed.active',
    ]);
  });

  it('is left alone once somebody decided', async () => {
    await settings({ autoActivateMs: 40 });
    await register();
    await decide({ status: 'REJECTED' });
    await register('770000000002');
    await eventually(async () => expect(await list({ status: ['ACTIVE'] })).toHaveLength(1));
    expect(await list({ inn: [INN] })).toMatchObject([{ status: 'REJECTED' }]);
  });

  it('is listed by pages without a total, a short page is the last', async () => {
    const inns = ['1', '2', '3', '4', '5'].map((digit) => `77000000001${digit}`);
    for (const inn of inns) await register(inn);
    const pages = await Promise.all([0, 2, 4, 6].map((offset) => list({ offset, limit: 2 })));
    expect(pages.map((page) => page.map(({ inn }) => inn))).toEqual([
      inns.slice(0, 2),
      inns.slice(2, 4),
      inns.slice(4),
      [],
    ]);
    const answer = await simulator.bank('POST', '/self-employed/recipients/list', {});
    expect(Object.keys(answer.body)).toEqual(['recipients']);
    const ids = pages.flat().map(({ id }) => id);
    expect(await list({ recipientIds: ids.slice(1, 3), inn: inns.slice(2) })).toMatchObject([
      { inn: inns[2] },
    ]);
  });

  it('has a receipt for each completed payout, found by person, deal and time', async () => {
    const dealId = await acceptedDeal(simulator);
    await simulator.sim('POST', `/deals/${dealId}/pay`, {});
    const paymentId = await payOut({ dealId, amount: 10.5 });
    const [receipt] = await receipts();
    expect(receipt).toMatchObject({
      receiptId: expect.any(String) as string,
      inn: INN,
      status: 'REGISTERED',
      amount: 10.5,
      totalAmount: 10.5,
      url: expect.stringContaining(String(receipt?.receiptId)) as string,
      createdAt: expect.stringMatching(/Z$/) as string,
      dealId,
      paymentId,
    });
    expect(await receipts({ dealId })).toEqual([receipt]);
    expect(await receipts({ dealId: 'other' })).toEqual([]);
    expect(await receipts({ inn: INN, to: '2000-01-01' })).toEqual([]);
    expect(await receipts({ inn: '770000000009', dealId })).toEqual([]);
    await simulator.sim('POST', `/receipts/${String(receipt?.receiptId)}/cancel`);
    expect(await receipts({ dealId })).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it('has its receipt later', async () => {
    await settings({ receiptDelayMs: 500 });
    await payOut();
    expect(await simulator.ledger('receipts')).toEqual([]);
    await eventually(async () =>
      expect(await receipts()).toMatchObject([{ status: 'REGISTERED' }]),
    );
    const types = (await simulator.ledger('webhooks')).map(({ type }) => type);
    expect(types).toEqual(['payout.initiated', 'payout.completed', 'receipt.ready']);
  });

  it('has no receipt when the tax service does not answer', async () => {
    await settings({ receiptsEnabled: false });
    await payOut();
    await settings({ receiptsEnabled: true });
    const paymentId = await payOut();
    expect(await receipts()).toMatchObject([{ paymentId }]);
  });
});
