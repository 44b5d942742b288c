import { randomUUID } from 'node:crypto';
import { acceptedDeal, pay } from './deal-story';
import { ACCOUNT, eventually, RunningSimulator } from './simulator-harness';

const DEALS = '/nominal-accounts/deals';

/** Real: HTTP server and sockets. No receiver: webhooks are recorded and not sent. */
describe('what the bank refuses', () => {
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await RunningSimulator.start({ SIM_AUTO_SETTLE: 'false' });
  });
  afterAll(() => simulator.stop());
  beforeEach(async () => {
    await simulator.sim('POST', '/reset');
    await simulator.sim('PUT', '/settings', { rateLimitEnabled: false });
  });

  it('answers 401 without the token and notes the request', async () => {
    const answer = await simulator.call('GET', '/api/v1/nominal-accounts/deals');
    expect(answer.status).toBe(401);
    expect(Object.keys(answer.body)).toEqual(['errorId', 'errorMessage', 'errorCode']);
    expect(await simulator.ledger('requests')).toMatchObject([{ status: 401, method: 'GET' }]);
  });

  it.each([
    ['no body', undefined],
    ['a body that is no JSON', '{"accountNumber":'],
    ['an account of a wrong length', { accountNumber: '123' }],
  ])('answers 400 to %s', async (_case, body) => {
    const answer = await simulator.bank('POST', DEALS, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errorCode: 'INVALID_DATA' });
    expect(answer.body.errorDetails).toBeDefined();
  });

  it('answers 400 to a creating call without Idempotency-Key', async () => {
    const answer = await simulator.bank(
      'POST',
      DEALS,
      { accountNumber: ACCOUNT },
      {
        'idempotency-key': '',
      },
    );
    expect(answer.status).toBe(400);
    expect(await simulator.ledger('deals')).toEqual([]);
  });

  it('answers 422 to accept without steps, to unknown ids and to an unpaid payout', async () => {
    const { body } = await simulator.bank('POST', DEALS, { accountNumber: ACCOUNT });
    const accept = await simulator.bank('POST', `${DEALS}/${String(body.dealId)}/accept`);
    expect([accept.status, accept.body.errorCode]).toEqual([422, 'DEAL_HAS_NO_STEPS']);
    expect((await simulator.bank('GET', `${DEALS}/${randomUUID()}`)).status).toBe(422);
    const unpaid = await pay(simulator, { dealId: await acceptedDeal(simulator) });
    expect([unpaid.status, unpaid.body.errorCode]).toEqual([422, 'DEAL_NOT_PAID']);
  });

  it('never pays out more than was paid in, and no cancel after an attempt', async () => {
    const dealId = await acceptedDeal(simulator);
    await simulator.sim('POST', `/deals/${dealId}/pay`, { amount: 100 });
    expect((await pay(simulator, { dealId, amount: 60 })).status).toBe(201);
    const excess = await pay(simulator, { dealId, amount: 40.01 });
    expect([excess.status, excess.body.errorCode]).toEqual([422, 'INSUFFICIENT_FUNDS']);
    const cancel = await simulator.bank('POST', `${DEALS}/${dealId}/cancel`);
    expect([cancel.status, cancel.body.errorCode]).toEqual([422, 'DEAL_HAS_PAYMENTS']);
  });

  it('answers 404 in its own words to a method it does not have', async () => {
    const answer = await simulator.bank('GET', '/nominal-accounts/nothing');
    expect([answer.status, answer.body.errorCode]).toEqual([404, 'METHOD_NOT_FOUND']);
  });

  it('answers 429 with Retry-After above 10 requests a second of a group', async () => {
    await simulator.sim('PUT', '/settings', { rateLimitEnabled: true });
    const calls = Array.from({ length: 11 }, () => simulator.bank('GET', DEALS));
    const answers = await Promise.all(calls);
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(1);
    expect(limited[0]?.headers.get('retry-after')).toBe('1');
    expect((await simulator.bank('GET', '/nominal-accounts/payments')).status).toBe(200);
  });

  it('allows the self-employed list once a second and admits it again later', async () => {
    await simulator.sim('PUT', '/settings', { rateLimitEnabled: true });
    const list = () => simulator.bank('POST', '/self-employed/recipients/list', {});
    expect((await list()).status).toBe(200);
    expect((await list()).status).toBe(429);
    await eventually(async () => expect((await list()).status).toBe(200));
  });

  it('keeps the result of a key, refuses the key for another body, echoes X-Request-Id', async () => {
    const headers = { 'idempotency-key': randomUUID(), 'x-request-id': 'request-7' };
    const calls = [1, 2, 3].map(() => pay(simulator, {}, headers));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ body }) => body.paymentId)).size).toBe(1);
    expect(answers[0]?.headers.get('x-request-id')).toBe('request-7');
    const other = await pay(simulator, { amount: 2 }, headers);
    expect([other.status, other.body.errorCode]).toEqual([422, 'IDEMPOTENCY_KEY_CONFLICT']);
    expect(await simulator.ledger('payments')).toMatchObject([
      { idempotencyKey: headers['idempotency-key'], amountKopecks: '123456', status: 'PENDING' },
    ]);
    const requests = await simulator.ledger<{ replayed: boolean; effect?: string }>('requests');
    expect(requests.filter(({ replayed }) => replayed)).toHaveLength(2);
    expect(requests.filter(({ effect }) => effect === 'payout.initiated')).toHaveLength(1);
  });

  it('repeats a stored refusal with the same errorId', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await pay(simulator, { amount: 0 }, headers);
    const second = await pay(simulator, { amount: 0 }, headers);
    expect(first.status).toBe(400);
    expect(second.body).toEqual(first.body);
  });
});
