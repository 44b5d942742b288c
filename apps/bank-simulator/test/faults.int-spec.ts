import { randomUUID } from 'node:crypto';
import { pay } from './deal-story';
import { eventually, RunningSimulator } from './simulator-harness';

/** Real: HTTP server and sockets, so a dropped answer is a connection that really breaks. */
describe('injected faults of requests', () => {
  let simulator: RunningSimulator;
  const inject = (rule: Record<string, unknown>) =>
    simulator.sim('PUT', '/faults', { rules: [{ path: '/payments', ...rule }] });

  beforeAll(async () => {
    simulator = await RunningSimulator.start({
      SIM_RATE_LIMIT_ENABLED: 'false',
      SIM_AUTO_SETTLE: 'false',
    });
  });
  afterAll(() => simulator.stop());
  beforeEach(async () => void (await simulator.sim('POST', '/reset')));

  it('leaves the payment in the ledger when the answer is dropped, and replays it later', async () => {
    await inject({ method: 'POST', dropAnswerAfterEffect: true, times: 1 });
    const headers = { 'idempotency-key': randomUUID() };
    await expect(pay(simulator, {}, headers)).rejects.toThrow();
    const [payment] = await simulator.ledger('payments');
    const repeated = await pay(simulator, {}, headers);
    expect([repeated.status, repeated.body.paymentId]).toEqual([201, payment?.paymentId]);
    expect(await simulator.ledger('payments')).toHaveLength(1);
    expect(await simulator.ledger('requests')).toMatchObject([
      { status: 201, fault: 'drop-answer-after-effect', effect: 'payout.initiated' },
      { status: 201, replayed: true },
    ]);
  });

  it.each([
    { faults: [] },
    { rules: [{ path: '/payments', latncyMs: 10 }] },
    { webhooks: { dupRate: 1 } },
  ])('refuses %j, which it would have to ignore', async (body) => {
    const { status, body: answer } = await simulator.sim('PUT', '/faults', body);
    expect(status).toBe(400);
    expect(JSON.stringify(answer)).toContain('one of');
  });

  it('understands the shorter names', async () => {
    await inject({ dropAnswer: true, latency: 1, times: 1 });
    await expect(pay(simulator)).rejects.toThrow();
    expect(await simulator.ledger('payments')).toHaveLength(1);
    const webhooks = { duplicate: true, drop: 0.5, delay: 7 };
    await simulator.sim('PUT', '/faults', { webhooks });
    expect((await simulator.sim('GET', '/faults')).body.webhooks).toMatchObject({
      ...{ duplicateRate: 1, dropRate: 0.5, delayMs: 7 },
    });
  });

  it('drops refusals too', async () => {
    await inject({ dropAnswerAfterEffect: true, times: 1 });
    await expect(pay(simulator, { amount: 0 })).rejects.toThrow();
    expect(await simulator.ledger('requests')).toMatchObject([{ status: 400 }]);
  });

  it('pays nothing when the connection is closed before the effect', async () => {
    await inject({ closeBeforeEffect: true, times: 1 });
    await expect(pay(simulator)).rejects.toThrow();
    expect(await simulator.ledger('payments')).toEqual([]);
  });

  it('answers the given status without effect and frees the key', async () => {
    await inject({ status: 429, retryAfterSeconds: 7, times: 1 });
    const headers = { 'idempotency-key': randomUUID() };
    const refused = await pay(simulator, {}, headers);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await simulator.ledger('payments')).toEqual([]);
    expect((await pay(simulator, {}, headers)).status).toBe(201);
  });

  it('makes the payment before a late answer', async () => {
    await inject({ answerDelayMs: 60_000, times: 1 });
    const patience = new AbortController();
    const failed = expect(pay(simulator, {}, {}, patience.signal)).rejects.toThrow();
    await eventually(async () => expect(await simulator.ledger('payments')).toHaveLength(1));
    patience.abort();
    await failed;
  });

  it('waits before the effect and can answer with what is no JSON', async () => {
    await inject({ latencyMs: 30, malformedAnswer: true, times: 1 });
    const startedAt = performance.now();
    const answer = await pay(simulator);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(29);
    expect(answer.body.text).toContain('Bad gateway');
    expect(await simulator.ledger('payments')).toHaveLength(1);
  });

  it('shows, counts and removes the rules', async () => {
    await inject({ status: 503 });
    await pay(simulator);
    const shown = await simulator.sim('GET', '/faults');
    expect(shown.body).toMatchObject({ rules: [{ path: '/payments', status: 503, fired: 1 }] });
    await simulator.sim('DELETE', '/faults');
    expect((await pay(simulator)).status).toBe(201);
  });

  it('refuses a plan it does not understand', async () => {
    const answer = await inject({ rate: 2 });
    expect([answer.status, answer.body.errorDetails]).toEqual([
      400,
      { 'rules[0].rate': 'number 0..1' },
    ]);
  });
});
