import { acceptedDeal, pay } from './deal-story';
import { ACCOUNT, RunningSimulator } from './simulator-harness';

const OTHER_ACCOUNT = '40702810900000000002';

/** Real: HTTP server and sockets. */
describe('lists of the nominal-accounts methods', () => {
  let simulator: RunningSimulator;
  const get = async (path: string) =>
    (await simulator.bank('GET', `/nominal-accounts${path}`)).body;

  beforeAll(async () => {
    simulator = await RunningSimulator.start({
      SIM_RATE_LIMIT_ENABLED: 'false',
      SIM_AUTO_SETTLE: 'false',
    });
  });
  afterAll(() => simulator.stop());
  beforeEach(async () => {
    await simulator.sim('POST', '/reset');
    await simulator.sim('PUT', '/settings', { maxPageLimit: 1000 });
  });

  it('have no results when empty', async () => {
    for (const path of ['/deals', '/payments']) {
      expect(await get(path)).toEqual({ offset: 0, limit: 50, size: 0, total: 0 });
    }
    await acceptedDeal(simulator);
    expect(await get('/deals?offset=1')).toEqual({ offset: 1, limit: 50, size: 0, total: 1 });
  });

  it('are cut to the longest page, and tell it', async () => {
    await simulator.sim('PUT', '/settings', { maxPageLimit: 2 });
    const ids: unknown[] = [];
    for (let deal = 0; deal < 5; deal += 1) ids.push(await acceptedDeal(simulator));
    const found: unknown[] = [];
    for (const offset of [0, 2, 4]) {
      const page = await get(`/deals?offset=${offset}&limit=100`);
      const rows = page.results as { dealId: string }[];
      expect(page).toMatchObject({ offset, limit: 2, size: rows.length, total: 5 });
      found.push(...rows.map(({ dealId }) => dealId));
    }
    expect(found).toEqual(ids);
  });

  it('find payments by person, deal and account together', async () => {
    const dealId = await acceptedDeal(simulator);
    await simulator.sim('POST', `/deals/${dealId}/pay`);
    await pay(simulator, { dealId, beneficiaryId: 'x' });
    await pay(simulator, { dealId, beneficiaryId: 'y' });
    await pay(simulator, { beneficiaryId: 'x', accountNumber: OTHER_ACCOUNT });
    const totalOf = async (query: string) => (await get(`/payments?${query}`)).total;
    expect(await totalOf('beneficiaryId=x')).toBe(2);
    expect(await totalOf(`dealId=${dealId}`)).toBe(2);
    expect(await totalOf(`dealId=${dealId}&beneficiaryId=x`)).toBe(1);
    expect(await totalOf(`beneficiaryId=x&accountNumber=${OTHER_ACCOUNT}`)).toBe(1);
    expect(await totalOf(`accountNumber=${ACCOUNT}`)).toBe(2);
    expect(await totalOf('beneficiaryId=nobody')).toBe(0);
  });

  it('show a payment with the fields of the bank, the operation once the money has left', async () => {
    const { body } = await pay(simulator, { bankDetailsId: 'details-1' });
    const { paymentId } = body;
    expect(body).toEqual({
      type: 'REGULAR',
      paymentId,
      beneficiaryId: 'beneficiary-1',
      accountNumber: ACCOUNT,
      bankDetails: {
        type: 'PAYMENT_DETAILS',
        bankDetailsId: 'details-1',
        beneficiaryId: 'beneficiary-1',
      },
      amount: 1234.56,
      status: 'PENDING',
      purpose: 'Выплата по сделке',
    });
    await simulator.sim('POST', `/payouts/${String(paymentId)}/settle`);
    expect(await get(`/payments/${String(paymentId)}`)).toEqual({
      ...body,
      status: 'SUCCEEDED',
      operationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });
});
