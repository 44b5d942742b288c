import { acceptedDeal, pay } from './deal-story';
import { ACCOUNT, RunningSimulator } from './simulator-harness';

const PERSON = {
  firstName: 'Канарейка',
  lastName: 'Птицына',
  inn: '770000000077',
  bankInfo: { accountNumber: '40817810000000000077', bankBic: '044525974' },
};

/** Real: HTTP server and sockets. Answers that a careful client must not trust or keep. */
describe('answers that are spoiled', () => {
  let simulator: RunningSimulator;
  const inject = (rule: Record<string, unknown>) =>
    simulator.sim('PUT', '/faults', { rules: [{ path: '/', ...rule }] });

  beforeAll(async () => {
    simulator = await RunningSimulator.start({
      SIM_RATE_LIMIT_ENABLED: 'false',
      SIM_AUTO_SETTLE: 'false',
    });
  });
  afterAll(() => simulator.stop());
  beforeEach(async () => void (await simulator.sim('POST', '/reset')));

  it('quotes the request in a refusal without effect', async () => {
    await inject({ echoIntoError: true });
    const refused = await simulator.bank('POST', '/self-employed/recipients', PERSON);
    expect(refused.status).toBe(422);
    const { errorMessage, errorDetails } = refused.body;
    for (const secret of [PERSON.lastName, PERSON.inn, PERSON.bankInfo.accountNumber]) {
      expect(errorMessage).toContain(secret);
      expect(Object.values(errorDetails as object)).toContain(secret);
    }
    expect(await simulator.ledger('selfEmployed')).toEqual([]);
  });

  it('quotes in at most 400 characters, with the status asked for, and the address without a body', async () => {
    await inject({ echoIntoError: true, status: 500, errorCode: 'OOPS' });
    const long = await pay(simulator, { purpose: 'п'.repeat(1000) });
    expect([long.status, long.body.errorCode]).toEqual([500, 'OOPS']);
    expect(String(long.body.errorMessage)).toHaveLength(400);
    const read = await simulator.bank('GET', `/nominal-accounts/payments?accountNumber=${ACCOUNT}`);
    expect(read.body.errorMessage).toContain(ACCOUNT);
  });

  it('leaves fields out, changes their type and their value, after the effect', async () => {
    await inject({
      method: 'POST',
      answerPatch: { status: 'STRANGE', 'bankDetails.type': 'CARD' },
      omitFields: ['purpose', 'nothing.at.all'],
      mistypeFields: ['amount', 'paymentId'],
    });
    const { status, body } = await pay(simulator, { bankDetailsId: 'details-1' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'STRANGE',
      amount: '1234.56',
      paymentId: { value: expect.any(String) as string },
      bankDetails: { type: 'CARD', bankDetailsId: 'details-1' },
    });
    expect(body).not.toHaveProperty('purpose');
    expect(await simulator.ledger('payments')).toMatchObject([{ status: 'PENDING' }]);
    expect(await simulator.ledger('requests')).toMatchObject([{ fault: 'spoiled-answer' }]);
  });

  it('reaches into the rows of a page', async () => {
    await acceptedDeal(simulator);
    await acceptedDeal(simulator);
    await inject({
      omitFields: ['results.1.dealId'],
      mistypeFields: ['results.*.status', 'total'],
    });
    const { body } = await simulator.bank('GET', '/nominal-accounts/deals');
    expect(body).toMatchObject({
      total: '2',
      results: [{ status: { value: 'ACCEPTED' } }, { status: { value: 'ACCEPTED' } }],
    });
    const rows = body.results as object[];
    expect(rows.map((row) => 'dealId' in row)).toEqual([true, false]);
  });

  it('spoils a refusal, and not the one kept under the key', async () => {
    await inject({ omitFields: ['errorCode'], times: 1 });
    const headers = { 'idempotency-key': '7d3f0c51-7d3c-4c1e-9d53-2f6f3c1a9b10' };
    const spoiled = await pay(simulator, { amount: 0 }, headers);
    expect([spoiled.status, 'errorCode' in spoiled.body]).toEqual([400, false]);
    const repeated = await pay(simulator, { amount: 0 }, headers);
    expect(repeated.body).toEqual({ ...spoiled.body, errorCode: 'INVALID_DATA' });
  });

  it('tells Retry-After as a date', async () => {
    await inject({ status: 429, retryAfterSeconds: 60, retryAfterAsDate: true });
    const hint = (await pay(simulator)).headers.get('retry-after');
    const waitMs = Date.parse(String(hint)) - Date.now();
    expect(waitMs).toBeGreaterThan(55_000);
    expect(waitMs).toBeLessThanOrEqual(61_000);
  });

  it.each([
    [{ halfOpen: 'sometimes' }, 'rules[0].halfOpen'],
    [{ answerPatch: 'x' }, 'rules[0].answerPatch.'],
    [{ omitFields: 'x' }, 'rules[0].omitFields'],
  ])('refuses the rule %j', async (rule, field) => {
    const answer = await inject(rule);
    expect([answer.status, Object.keys(answer.body.errorDetails as object)]).toEqual([
      400,
      [field],
    ]);
  });
});
