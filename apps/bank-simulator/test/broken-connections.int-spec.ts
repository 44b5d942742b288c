import { randomUUID } from 'node:crypto';
import { pay } from './deal-story';
import { eventually, RunningSimulator } from './simulator-harness';

/** Real: HTTP server and sockets. What a client is told when there is no answer, or half of one. */
describe('connections that break', () => {
  let simulator: RunningSimulator;
  let patience: AbortController;

  const inject = (rule: Record<string, unknown>) =>
    simulator.sim('PUT', '/faults', { rules: [{ path: '/payments', times: 1, ...rule }] });
  const payments = () => simulator.ledger('payments');
  const held = async () => (await simulator.sim('GET', '/faults')).body.heldConnections;
  const start = () =>
    RunningSimulator.start({ SIM_RATE_LIMIT_ENABLED: 'false', SIM_AUTO_SETTLE: 'false' });

  /** Pays, and goes away once the bank holds the connection; the code of the failure. */
  async function failureOf(
    rule: Record<string, unknown>,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const paying = pay(simulator, {}, headers, patience.signal).then(
      () => 'answered',
      ({ name, cause }: { name: string; cause?: { code?: string } }) => cause?.code ?? name,
    );
    await leaveWhenHeld(rule);
    return paying;
  }

  async function leaveWhenHeld({ halfOpen }: Record<string, unknown>): Promise<void> {
    if (halfOpen === undefined) return;
    await eventually(async () => expect(await held()).toBe(1));
    patience.abort();
  }

  beforeAll(async () => {
    simulator = await start();
  });
  afterAll(() => simulator.stop());
  beforeEach(async () => {
    await simulator.sim('POST', '/reset');
    patience = new AbortController();
  });

  const BROKEN: [string, Record<string, unknown>, string, number][] = [
    ['half-open-before-effect', { halfOpen: 'before-effect' }, 'AbortError', 0],
    ['half-open-after-effect', { halfOpen: 'after-effect' }, 'AbortError', 1],
    ['reset-before-effect', { resetConnection: 'before-effect' }, 'ECONNRESET', 0],
    ['reset-after-effect', { resetConnection: 'after-effect' }, 'ECONNRESET', 1],
    ['drop-answer-after-effect', { dropAnswerAfterEffect: true }, 'UND_ERR_SOCKET', 1],
    ['partial-after-effect', { partialAnswer: true }, 'UND_ERR_SOCKET', 1],
  ];

  it.each(BROKEN)('%s: the client sees it, and the ledger tells the truth', async (...row) => {
    const [name, rule, code, paid] = row;
    await inject(rule);
    expect(await failureOf(rule)).toBe(code);
    expect(await payments()).toHaveLength(paid);
    const [request] = await simulator.ledger('requests');
    expect(request).toMatchObject({ fault: name, ...(paid ? { status: 201 } : {}) });
    expect(request?.status === undefined).toBe(paid === 0);
    await eventually(async () => expect(await held()).toBe(0));
  });

  it.each(BROKEN)('%s: the repeat with the same key gets the one payment', async (...row) => {
    const [, rule, , paid] = row;
    await inject(rule);
    const headers = { 'idempotency-key': randomUUID() };
    await failureOf(rule, headers);
    const repeats = await Promise.all([1, 2].map(() => pay(simulator, {}, headers)));
    const made = await payments();
    expect(made).toHaveLength(1);
    expect(repeats.map(({ status }) => status)).toEqual([201, 201]);
    for (const { body } of repeats) expect(body.paymentId).toBe(made[0]?.paymentId);
    const rows = await simulator.ledger<{ replayed: boolean }>('requests');
    expect(rows.filter(({ replayed }) => replayed)).toHaveLength(paid === 1 ? 2 : 1);
  });

  const AT_ONCE = BROKEN.flatMap(([name, rule]) => [
    { name, order: 'the struck one second', rule: { ...rule, latencyMs: 20 } },
    { name, order: 'the struck one first', rule: { ...rule, answerDelayMs: 20 } },
  ]);

  it.each(AT_ONCE)('$name: two at once with one key pay once, $order', async ({ rule }) => {
    await inject(rule);
    const headers = { 'idempotency-key': randomUUID() };
    const both = await Promise.allSettled([
      pay(simulator, {}, headers, patience.signal),
      pay(simulator, {}, headers, patience.signal),
      leaveWhenHeld(rule),
    ]);
    const statuses = both.slice(0, 2).map(({ status }) => status);
    expect(statuses.sort()).toEqual(['fulfilled', 'rejected']);
    expect(await payments()).toHaveLength(1);
  });

  const AFTER = BROKEN.filter(([, , , paid]) => paid === 1);

  it.each(AFTER)('%s: nothing is left to break when the client has gone', async (_name, rule) => {
    await inject({ ...rule, answerDelayMs: 40 });
    const leaving = expect(pay(simulator, {}, {}, patience.signal)).rejects.toThrow();
    await eventually(async () => expect(await payments()).toHaveLength(1));
    patience.abort();
    await leaving;
    await eventually(async () =>
      expect(await simulator.ledger('requests')).toMatchObject([{ status: 201 }]),
    );
    expect(await held()).toBe(0);
  });

  it('sends the headers and half of the body of a partial answer', async () => {
    await inject({ partialAnswer: true });
    const response = await fetch(`${simulator.url}/api/v1/nominal-accounts/payments`, {
      headers: { authorization: 'Bearer token-of-the-tests', 'x-request-id': 'request-9' },
    });
    expect([response.status, response.headers.get('x-request-id')]).toEqual([200, 'request-9']);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(10);
    await expect(response.text()).rejects.toThrow();
  });

  it('cuts a refusal in half too', async () => {
    await inject({ partialAnswer: true, status: 503 });
    expect(await failureOf({})).toBe('UND_ERR_SOCKET');
    expect(await simulator.ledger('requests')).toMatchObject([{ status: 503 }]);
  });

  it('lets go of what it holds, and of what is still to happen, on reset', async () => {
    await simulator.sim('PUT', '/faults', {
      rules: [
        { path: '/payments', times: 1, halfOpen: 'before-effect' },
        { path: '/payments', latencyMs: 60_000 },
      ],
    });
    const all = Promise.allSettled([pay(simulator), pay(simulator)]);
    await eventually(async () => {
      expect(await held()).toBe(1);
      expect(await simulator.ledger('requests')).toHaveLength(2);
    });
    await simulator.sim('POST', '/reset');
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await held()).toBe(0);
    expect(await payments()).toEqual([]);
  });

  it('stops although clients wait for answers that never come', async () => {
    const stopping = await start();
    await stopping.sim('PUT', '/faults', {
      rules: [
        { path: '/payments', times: 1, halfOpen: 'after-effect' },
        { path: '/payments', answerDelayMs: 60_000 },
      ],
    });
    const all = Promise.allSettled([pay(stopping), pay(stopping)]);
    await eventually(async () => expect(await stopping.ledger('payments')).toHaveLength(2));
    const startedAt = performance.now();
    await stopping.shutDown();
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
