import { acceptedDeal, pay } from './deal-story';
import { ACCOUNT, RunningSimulator } from './simulator-harness';

const INN = '770000000001';
const PERSON = {
  firstName: 'Анна',
  lastName: 'Иванова',
  inn: INN,
  phone: '+70000000000',
  bankInfo: { accountNumber: '40817810000000000001', bankBic: '044525974' },
};

/** Real: HTTP server and sockets. Payments settle only when told. */
describe('the control surface', () => {
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await RunningSimulator.start({
      SIM_RATE_LIMIT_ENABLED: 'false',
      SIM_AUTO_SETTLE: 'false',
      SIM_LEDGER_MAX_REQUESTS: '20',
    });
  });
  afterAll(() => simulator.stop());
  beforeEach(async () => void (await simulator.sim('POST', '/reset')));

  const settle = (paymentId: unknown, body: unknown) =>
    simulator.sim('POST', `/payouts/${String(paymentId)}/settle`, body);
  const register = () => simulator.bank('POST', '/self-employed/recipients', PERSON);
  const list = (body: unknown) => simulator.bank('POST', '/self-employed/recipients/list', body);
  const receipts = (body: unknown) => simulator.bank('POST', '/self-employed/receipts', body);

  it('frees the money of a failed payout and refuses a second outcome', async () => {
    const dealId = await acceptedDeal(simulator);
    await simulator.sim('POST', `/deals/${dealId}/pay`, { amount: 50 });
    const { body } = await pay(simulator, { dealId, amount: 50 });
    const failed = await settle(body.paymentId, { outcome: 'failed', errorMessage: 'Счёт закрыт' });
    expect(failed.body).toMatchObject({ status: 'FAILED', errorMessage: 'Счёт закрыт' });
    expect((await settle(body.paymentId, { outcome: 'failed' })).status).toBe(200);
    expect((await settle(body.paymentId, { outcome: 'completed' })).status).toBe(422);
    expect((await pay(simulator, { dealId, amount: 50 })).status).toBe(201);
    expect((await settle('unknown', {})).status).toBe(404);
  });

  it('reports a failed customer payment and completes a deal paid without an amount', async () => {
    const dealId = await acceptedDeal(simulator);
    await simulator.sim('POST', `/deals/${dealId}/pay`, { outcome: 'failed', errorCode: 'LIMIT' });
    expect(await simulator.ledger('deals')).toMatchObject([{ status: 'ACCEPTED' }]);
    await simulator.sim('POST', `/deals/${dealId}/pay`);
    expect(await simulator.ledger('deals')).toMatchObject([
      { status: 'FUNDED', fundedKopecks: null },
    ]);
    expect((await simulator.sim('POST', `/deals/${dealId}/complete`)).body.status).toBe(
      'COMPLETED',
    );
    expect(await simulator.ledger('incomingPayments')).toHaveLength(2);
    expect((await simulator.sim('POST', '/deals/unknown/pay')).status).toBe(404);
  });

  it('walks a self-employed person from draft to active to blocked', async () => {
    const { body } = await register();
    expect(body).toMatchObject({ recipientId: expect.any(Number) as number, status: 'DRAFT' });
    await simulator.sim('POST', `/self-employed/${INN}/activate`);
    const active = await list({ inn: [INN], status: ['ACTIVE'] });
    expect(active.body.recipients).toMatchObject([
      { id: body.recipientId, status: 'ACTIVE', selfEmployedStatus: 'ACTIVE' },
    ]);
    await simulator.sim('POST', `/self-employed/${INN}/block`);
    const blocked = await list({ recipientIds: [body.recipientId], limit: 900 });
    expect(blocked.body.recipients).toMatchObject([
      { status: 'BLOCKED', selfEmployedStatus: 'NOT_ACTIVE' },
    ]);
    expect((await list({ limit: 901 })).status).toBe(400);
    expect((await simulator.sim('POST', '/self-employed/770000000009/activate')).status).toBe(404);
  });

  it('registers a receipt for a paid self-employed person and cancels it', async () => {
    const { body } = await register();
    const payment = await pay(simulator, { beneficiaryId: String(body.recipientId), amount: 10.5 });
    await settle(payment.body.paymentId, { outcome: 'completed' });
    const found = await receipts({ inn: INN, from: '2000-01-01', to: '2999-01-01' });
    const rows = found.body.receipts as Record<string, unknown>[];
    expect(rows).toMatchObject([{ inn: INN, status: 'REGISTERED', totalAmount: 10.5 }]);
    await simulator.sim('POST', `/receipts/${String(rows[0]?.receiptId)}/cancel`);
    await simulator.sim('POST', '/receipts/foreign/cancel', { inn: INN });
    expect(await simulator.ledger('receipts')).toMatchObject([
      { status: 'CANCELLED' },
      { receiptId: 'foreign', status: 'CANCELLED' },
    ]);
    expect((await simulator.sim('POST', '/receipts/unknown/cancel')).status).toBe(404);
    expect((await receipts({})).status).toBe(400);
    expect((await receipts({ inn: INN, to: 'yesterday' })).status).toBe(400);
  });

  it('pages deals, steps and payments', async () => {
    const dealId = await acceptedDeal(simulator);
    await simulator.sim('POST', `/deals/${dealId}/pay`);
    for (const beneficiaryId of ['x', 'y']) await pay(simulator, { dealId, beneficiaryId });
    const nominal = (path: string) => simulator.bank('GET', `/nominal-accounts${path}`);
    const page = await nominal(`/payments?dealId=${dealId}&offset=1&limit=1`);
    expect(page.body).toMatchObject({ offset: 1, limit: 1, size: 1, total: 2 });
    const byPerson = await nominal(`/payments?beneficiaryId=x&accountNumber=${ACCOUNT}`);
    expect(byPerson.body).toMatchObject({ total: 1, results: [{ beneficiaryId: 'x' }] });
    const [payment] = byPerson.body.results as Record<string, unknown>[];
    expect((await nominal(`/payments/${String(payment?.paymentId)}`)).body).toEqual(payment);
    expect((await nominal('/deals')).body).toMatchObject({ total: 1, limit: 50 });
    const steps = await nominal(`/deals/${dealId}/steps`);
    const [step] = steps.body.results as Record<string, unknown>[];
    expect(step).toMatchObject({ stepNumber: 1, status: 'PAYMENT_IN_PROGRESS' });
    expect((await nominal(`/deals/${dealId}/steps/${String(step?.stepId)}`)).body).toEqual(step);
    expect((await nominal('/deals?limit=x')).status).toBe(400);
  });

  it('bounds the request list and shows rows since a time', async () => {
    for (let call = 0; call < 25; call += 1) await simulator.bank('GET', '/nominal-accounts/deals');
    const all = await simulator.sim('GET', '/ledger');
    expect(all.body).toMatchObject({ receivedRequests: 25, droppedRequests: 5 });
    expect(all.body.requests).toHaveLength(20);
    const later = await simulator.sim('GET', '/ledger?section=requests&since=2999-01-01T00:00:00Z');
    expect(later.body.requests).toEqual([]);
    expect((await simulator.sim('GET', '/ledger?section=nothing')).status).toBe(400);
    expect((await simulator.sim('GET', '/ledger?since=never')).status).toBe(400);
  });

  it('forgets everything on reset and keeps the settings', async () => {
    await simulator.sim('PUT', '/settings', { settleDelayMs: 7 });
    await pay(simulator);
    await simulator.sim('PUT', '/faults', { rules: [{ path: '/', status: 500 }], seed: 9 });
    await simulator.sim('POST', '/reset');
    const { body } = await simulator.sim('GET', '/ledger');
    const empty = { requests: [], effects: [], payments: [], deals: [], webhooks: [] };
    expect(body).toMatchObject({ ...empty, receivedRequests: 0, droppedRequests: 0 });
    expect((await simulator.sim('GET', '/faults')).body).toMatchObject({ rules: [], seed: 1 });
    const settings = (await simulator.sim('GET', '/settings')).body;
    expect(settings).toMatchObject({ settleDelayMs: 7 });
    expect(settings.webhookSecret).toBeUndefined();
  });
});
