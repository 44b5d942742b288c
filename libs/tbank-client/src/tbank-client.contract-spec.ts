import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { newId } from '@lk/kernel';
import { AppLogger, loadConfig, Metrics } from '@lk/platform';
import { createTestDatabase, type TestDatabase, type TestService } from '@lk/testing';
import { startBankSimulator } from '../../testing/src/bank-simulator';
import { type ChangingCall, changingCall } from './bank-call';
import { type TBankClient } from './tbank-client';
import { TBankConfig } from './tbank.config';
import { createTBankClient } from './tbank.module';
import { tbankSchema } from './tbank.schema';

const TOKEN = 'token-of-the-tests';
const ACCOUNT = '40702810900000000001';
const PAYMENTS = '/api/v1/nominal-accounts/payments';

interface RequestEntry {
  method: string;
  path: string;
  status?: number;
  idempotencyKey?: string;
  requestId: string;
  replayed: boolean;
}

/**
 * Proves how the client behaves at every kind of answer, over real sockets, with the journal in a
 * real Postgres. The bank is the simulator, so this proves nothing about the bank itself.
 */
describe('TBankClient against the simulator', () => {
  let database: TestDatabase;
  let simulator: TestService;
  let metrics: Metrics;
  let client: TBankClient;
  let statements: Promise<unknown> = Promise.resolve();

  beforeAll(async () => {
    database = await createTestDatabase([tbankSchema]);
    simulator = await startBankSimulator(TOKEN);
  });
  afterAll(async () => {
    await sim('POST', '/reset');
    await simulator.stop();
    await database.drop();
  });
  beforeEach(async () => {
    await sim('POST', '/reset');
    await database.query('TRUNCATE tbank.bank_calls');
    client = open();
  });

  function open(environment: Record<string, string> = {}): TBankClient {
    const config = loadConfig(TBankConfig, {
      TBANK_API_URL: simulator.url,
      TBANK_API_TOKEN: TOKEN,
      TBANK_RETRY_BASE_MS: '10',
      TBANK_TIMEOUT_MS: '500',
      TBANK_BREAKER_FAILURES: '100',
      ...environment,
    });
    metrics = new Metrics('test');
    const logger = new AppLogger('test', 'silent');
    // The database of the tests has one connection, which takes one statement at a time.
    const query = async <T>(sql: string, parameters: readonly unknown[]): Promise<T[]> => {
      const rows = statements.then(() => database.query(sql, [...parameters]));
      statements = rows.catch(() => undefined);
      return (await rows) as T[];
    };
    return createTBankClient(config, { query }, metrics, logger);
  }

  async function sim(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${simulator.url}/_sim${path}`, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : null,
    });
    const text = await answer.text();
    return text === '' ? undefined : JSON.parse(text);
  }

  const fault = (rule: object) =>
    sim('PUT', '/faults', { rules: [{ path: '/payments', ...rule }] });

  async function requests(): Promise<RequestEntry[]> {
    const ledger = (await sim('GET', '/ledger?section=requests')) as { requests: RequestEntry[] };
    return ledger.requests;
  }
  const payments = async (): Promise<Record<string, unknown>[]> =>
    ((await sim('GET', '/ledger?section=payments')) as { payments: Record<string, unknown>[] })
      .payments;
  const journal = () =>
    database.query<Record<string, unknown>>(
      `SELECT idempotency_key, operation, business_id, attempts, outcome, http_status, request_id,
              finished_at IS NOT NULL AS finished
       FROM tbank.bank_calls ORDER BY first_sent_at`,
    );

  const change = (id = newId()): ChangingCall => changingCall('payments.create', id);
  const pay = (call = change(), amountKopecks = 150_050n, bank = client) =>
    bank.payments.create(call, {
      beneficiaryId: 'b-1',
      accountNumber: ACCOUNT,
      amountKopecks,
      purpose: 'Fee',
    });

  describe('a call that changes something', () => {
    it('sends token, key and request id, money as a number, and is in the journal', async () => {
      const call = change();
      expect(await pay(call)).toMatchObject({ amountKopecks: 150_050n, status: 'PENDING' });
      const [request] = await requests();
      expect(request).toMatchObject({ method: 'POST', path: PAYMENTS, idempotencyKey: call.key });
      const [row] = await journal();
      expect(row).toEqual({
        idempotency_key: call.key,
        operation: 'payments.create',
        business_id: call.businessId,
        attempts: 1,
        outcome: 'done',
        http_status: null,
        request_id: request?.requestId,
        finished: true,
      });
      expect(await payments()).toMatchObject([{ amountKopecks: '150050' }]);
    });

    it.each([29n, 110n, 435n, 1n, 99_999_999_999n])(
      'moves %s kopecks, not one more or less',
      async (kopecks) => {
        expect((await pay(change(), kopecks)).amountKopecks).toBe(kopecks);
        expect(await payments()).toMatchObject([{ amountKopecks: String(kopecks) }]);
      },
    );

    it('is repeated at a 429 with the same key, and pays once', async () => {
      await fault({ status: 429, times: 2 });
      const call = change();
      await pay(call);
      const sent = await requests();
      expect(sent.map(({ status }) => status)).toEqual([429, 429, 201]);
      expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey))).toEqual(
        new Set([call.key]),
      );
      expect(await payments()).toHaveLength(1);
    });

    it('gives up after three 429 and passes on what the bank asks', async () => {
      await fault({ status: 429, retryAfterSeconds: 0 });
      await expect(pay()).rejects.toMatchObject({
        name: 'TBankRateLimitError',
        disposition: 'transient',
        httpStatus: 429,
        retryAfterMs: 0,
      });
      expect(await requests()).toHaveLength(3);
      expect(await journal()).toMatchObject([{ outcome: 'BANK_RATE_LIMIT', http_status: 429 }]);
    });

    it('waits as long as Retry-After says before it repeats', async () => {
      await fault({ status: 429, retryAfterSeconds: 1, times: 1 });
      const startedAt = Date.now();
      await pay();
      expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
    });

    it('leaves a long Retry-After to the broker instead of holding the message', async () => {
      await fault({ status: 429, retryAfterSeconds: 31 });
      await expect(pay()).rejects.toMatchObject({
        name: 'TBankRateLimitError',
        retryAfterMs: 31_000,
      });
      expect(await requests()).toHaveLength(1);
    });

    it('is repeated at 5xx with the same key, then unavailable', async () => {
      await fault({ status: 503 });
      const call = change();
      await expect(pay(call)).rejects.toMatchObject({
        name: 'TBankUnavailableError',
        disposition: 'transient',
        httpStatus: 503,
      });
      const sent = await requests();
      expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
        call.key,
        call.key,
        call.key,
      ]);
      expect(await journal()).toMatchObject([
        { outcome: 'BANK_UNAVAILABLE', http_status: 503, attempts: 1 },
      ]);
    });

    it.each([
      [400, 'TBankValidationError', 'permanent', 'BANK_REFUSED'],
      [422, 'TBankValidationError', 'permanent', 'BANK_REFUSED'],
      [401, 'TBankAuthError', 'invariant', 'BANK_AUTH'],
      [403, 'TBankAuthError', 'invariant', 'BANK_AUTH'],
    ])('is never repeated at %i: %s', async (status, name, disposition, code) => {
      await fault({ status, errorCode: 'SOME_CODE' });
      await expect(pay()).rejects.toMatchObject({
        name,
        disposition,
        code,
        httpStatus: status,
        bankErrorCode: 'SOME_CODE',
      });
      expect(await requests()).toHaveLength(1);
      expect(await journal()).toMatchObject([{ outcome: code, http_status: status }]);
    });

    it('knows a refusal by the rules of the bank and a wrong token', async () => {
      await expect(pay(change(), 0n)).rejects.toMatchObject({ name: 'TBankValidationError' });
      const stranger = open({ TBANK_API_TOKEN: 'another-token' });
      await expect(pay(change(), 1n, stranger)).rejects.toMatchObject({ name: 'TBankAuthError' });
    });

    it.each([
      ['a time-out with the money moved', { answerDelayMs: 3000 }, 1],
      ['a time-out before anything happened', { latencyMs: 3000, status: 503 }, 0],
      ['an answer lost after the effect', { dropAnswerAfterEffect: true }, 1],
      ['a connection closed before the effect', { closeBeforeEffect: true }, 0],
    ])('has an unknown outcome after %s, and pays once in the end', async (_what, rule, paid) => {
      await fault({ ...rule, times: 1 });
      const call = change();
      await expect(pay(call)).rejects.toMatchObject({
        name: 'TBankUnknownOutcomeError',
        disposition: 'unknown-outcome',
      });
      expect(await requests()).toHaveLength(1);
      expect(await payments()).toHaveLength(paid);
      expect(await journal()).toMatchObject([
        { outcome: 'BANK_OUTCOME_UNKNOWN', http_status: null, finished: true },
      ]);
      await pay(call);
      expect(await payments()).toHaveLength(1);
      expect(await journal()).toMatchObject([{ outcome: 'done', attempts: 2 }]);
    });

    it('is unavailable when nothing listens', async () => {
      const nowhere = open({ TBANK_API_URL: 'http://127.0.0.1:1' });
      await expect(pay(change(), 1n, nowhere)).rejects.toMatchObject({
        name: 'TBankUnavailableError',
        httpStatus: undefined,
      });
    });

    it('never leaves with a key that belongs to another request', async () => {
      const call = change();
      await pay(call);
      await expect(pay(call, 1n)).rejects.toMatchObject({
        code: 'IDEMPOTENCY_KEY_REUSED',
        disposition: 'invariant',
      });
      expect(await requests()).toHaveLength(1);
      expect(await journal()).toMatchObject([{ attempts: 1, outcome: 'done' }]);
    });

    it('has the same key for the same wish and another for another', () => {
      const key = (...parts: Parameters<typeof changingCall>) => changingCall(...parts).key;
      expect(key('a', '1')).toBe(key('a', '1'));
      expect(new Set([key('a', '1'), key('a', '2'), key('b', '1'), key('a', '1', 'x')]).size).toBe(
        4,
      );
    });

    it('names the answer that is none, and keeps nothing of it', async () => {
      await fault({ malformedAnswer: true, times: 1 });
      const failure = await pay().catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'TBankContractError', field: '(body)' });
      expect(JSON.stringify({ ...(failure as object) })).not.toContain('Bad gateway');
    });
  });

  describe('a call that reads', () => {
    it.each([
      ['a time-out', { answerDelayMs: 3000 }],
      ['a lost answer', { dropAnswerAfterEffect: true }],
      ['a 5xx', { status: 500 }],
    ])('is repeated after %s and leaves no row in the journal', async (_what, rule) => {
      await fault({ ...rule, times: 2 });
      expect(await client.payments.list({}, { offset: 0, limit: 10 }, 'reconciliation')).toEqual({
        total: 0,
        results: [],
      });
      expect(await requests()).toHaveLength(3);
      expect((await requests())[0]).not.toHaveProperty('idempotencyKey');
      expect(await journal()).toEqual([]);
    });

    it('is unavailable, not unknown, when its answer is lost for good', async () => {
      await fault({ dropAnswerAfterEffect: true });
      const reading = client.payments.get('p-1', 'look-up');
      await expect(reading).rejects.toMatchObject({ name: 'TBankUnavailableError' });
    });

    it('is not repeated when the bank counts it although its answer is lost', async () => {
      await sim('PUT', '/faults', {
        rules: [{ path: '/api/v1/self-employed', dropAnswerAfterEffect: true }],
      });
      const listing = client.selfEmployed.list(0, 'command');
      await expect(listing).rejects.toMatchObject({ name: 'TBankUnavailableError' });
      expect(await requests()).toHaveLength(1);
    });
  });

  it('speaks every method of deals, steps, payments and people as the bank understands it', async () => {
    const { deals, selfEmployed } = client;
    const deal = await deals.create(changingCall('deals.create', 'd'), ACCOUNT);
    expect(deal).toMatchObject({ accountNumber: ACCOUNT, status: 'DRAFT' });
    const { dealId } = deal;
    const step = await deals.createStep(changingCall('steps.create', 's'), dealId, 'First step');
    const page = { offset: 0, limit: 10 };
    expect(await deals.listSteps(dealId, page, 'look-up')).toMatchObject({
      total: 1,
      results: [{ stepId: step.stepId }],
    });
    await deals.accept(changingCall('deals.accept', 'd'), dealId);
    expect((await deals.get(dealId, 'look-up')).status).toBe('ACCEPTED');
    await deals.cancel(changingCall('deals.cancel', 'd'), dealId);
    expect(await deals.list(page, 'reconciliation')).toMatchObject({
      total: 1,
      results: [{ dealId, status: 'CANCELLED' }],
    });
    const payment = await pay();
    expect(await client.payments.get(payment.paymentId, 'look-up')).toEqual(payment);
    const filter = { beneficiaryId: 'b-1', accountNumber: ACCOUNT };
    expect(await client.payments.list(filter, page, 'look-up')).toMatchObject({
      results: [{ paymentId: payment.paymentId }],
    });
    const person = {
      inn: '500100732259',
      firstName: 'A',
      lastName: 'B',
      phone: '+79991234567',
      accountNumber: ACCOUNT,
      bik: '044525974',
    };
    const added = await selfEmployed.add(changingCall('self-employed.register', 'p'), person);
    expect(added.status).toBe('DRAFT');
    const other = { ...person, inn: '500100732260', phone: undefined };
    await selfEmployed.add(changingCall('self-employed.register', 'q'), other);
    expect(await selfEmployed.list(0, 'command')).toContainEqual(
      expect.objectContaining({ recipientId: added.recipientId, inn: person.inn }),
    );
  });

  it('counts calls and failures for the metrics', async () => {
    await fault({ status: 422, times: 1 });
    await expect(pay()).rejects.toThrow();
    const text = await metrics.registry.metrics();
    expect(text).toMatch(
      /tbank_api_errors_total\{operation="payments.create",code="BANK_REFUSED",service="test"\} 1/,
    );
    expect(text).toMatch(
      /tbank_api_latency_seconds_count\{service="test",operation="payments.create"\} 1|tbank_api_latency_seconds_count\{operation="payments.create",service="test"\} 1/,
    );
  });

  describe('the circuit breaker', () => {
    const breaking = () => open({ TBANK_BREAKER_FAILURES: '5', TBANK_BREAKER_OPEN_MS: '300' });
    const failing = async (bank: TBankClient, times: number): Promise<void> => {
      for (let i = 0; i < times; i += 1) {
        await expect(pay(change(), 1n, bank)).rejects.toMatchObject({
          name: 'TBankUnknownOutcomeError',
        });
      }
    };

    it('opens after five failures in a row and sends nothing more', async () => {
      await fault({ closeBeforeEffect: true });
      const bank = breaking();
      await failing(bank, 5);
      await expect(pay(change(), 1n, bank)).rejects.toMatchObject({
        name: 'TBankCircuitOpenError',
        holdsQueue: true,
        disposition: 'transient',
      });
      expect(await requests()).toHaveLength(5);
    });

    it('is not opened by refusals, and a success begins the count anew', async () => {
      const bank = breaking();
      await fault({ closeBeforeEffect: true, times: 4 });
      await failing(bank, 4);
      await pay(change(), 1n, bank);
      await fault({ status: 422, times: 6 });
      for (let i = 0; i < 6; i += 1) await expect(pay(change(), 1n, bank)).rejects.toThrow();
      await fault({ closeBeforeEffect: true, times: 4 });
      await failing(bank, 4);
      await pay(change(), 1n, bank);
    });

    it('lets one probe through after the pause, and closes when it succeeds', async () => {
      await fault({ closeBeforeEffect: true });
      const bank = breaking();
      await failing(bank, 5);
      await sim('DELETE', '/faults');
      await fault({ latencyMs: 100, times: 1 });
      const calls = await untilProbe(() => pay(change(), 1n, bank));
      expect(calls).toMatchObject({ status: 'PENDING' });
      await pay(change(), 1n, bank);
    });

    it('lets only one of many through while it tries, and stays open when that fails', async () => {
      await fault({ closeBeforeEffect: true });
      const bank = breaking();
      await failing(bank, 5);
      const before = (await requests()).length;
      await fault({ latencyMs: 50, closeBeforeEffect: true });
      let names: string[] = [];
      do {
        const settled = await Promise.allSettled(
          Array.from({ length: 4 }, () => pay(change(), 1n, bank)),
        );
        names = settled.map((one) =>
          one.status === 'rejected' ? (one.reason as Error).name : 'done',
        );
      } while (!names.includes('TBankUnknownOutcomeError'));
      expect(names.filter((name) => name === 'TBankCircuitOpenError')).toHaveLength(3);
      expect((await requests()).length).toBe(before + 1);
    });

    async function untilProbe<T>(call: () => Promise<T>): Promise<T> {
      for (;;) {
        try {
          return await call();
        } catch (error) {
          expect(error).toMatchObject({ name: 'TBankCircuitOpenError' });
        }
      }
    }
  });

  describe('answers that are not what the contract says', () => {
    let server: Server;
    let answer: unknown;

    beforeAll(async () => {
      server = createServer((_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      client = open();
    });
    afterAll(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });

    const CANARY = 'canary-500100732259';
    const PAYMENT = { paymentId: 'p', beneficiaryId: 'b', amount: 1.5, status: 'PENDING' };
    const here = () =>
      open({ TBANK_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

    it.each([
      ['(body)', `"${CANARY}"`],
      ['(body)', `[{"x":"${CANARY}"}]`],
      ['(body)', `not json ${CANARY}`],
      ['paymentId', { ...PAYMENT, paymentId: undefined, note: CANARY }],
      ['paymentId', { ...PAYMENT, paymentId: 7 }],
      ['amount', { ...PAYMENT, amount: CANARY }],
      ['amount', { ...PAYMENT, amount: 1.001 }],
      ['amount', { ...PAYMENT, amount: null }],
      ['status', { ...PAYMENT, status: '' }],
    ])('are named by the field %s and not by the value: %j', async (field, body) => {
      answer = body;
      const failure = await pay(change(), 1n, here()).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        name: 'TBankContractError',
        code: 'BANK_CONTRACT',
        disposition: 'invariant',
        field,
        safeDetails: { field },
      });
      const told = JSON.stringify([{ ...(failure as object) }, (failure as Error).message]);
      expect(told).not.toContain('canary');
      expect(await journal()).toMatchObject([{ outcome: 'BANK_CONTRACT' }]);
    });

    it.each([
      ['total', { results: [] }],
      ['total', { total: -1, results: [] }],
      ['results', { total: 1, results: 'x' }],
      ['results[1].status', { total: 2, results: [PAYMENT, { ...PAYMENT, status: null }] }],
      ['results[0]', { total: 1, results: [null] }],
    ])('are named by their place in a page: %s', async (field, body) => {
      answer = body;
      const page = { offset: 0, limit: 10 };
      await expect(here().payments.list({}, page, 'look-up')).rejects.toMatchObject({ field });
    });

    it('may leave out what is optional, and write ids as numbers', async () => {
      answer = { recipients: [{ id: 7, status: 'ACTIVE', inn: null }], extra: 1 };
      expect(await here().selfEmployed.list(0, 'command')).toEqual([
        { recipientId: '7', status: 'ACTIVE', selfEmployedStatus: undefined, inn: undefined },
      ]);
      answer = {};
      expect(await here().selfEmployed.list(0, 'command')).toEqual([]);
      answer = '';
      const accepted = here().deals.accept(changingCall('deals.accept', 'd'), 'd');
      expect(await accepted).toBeUndefined();
    });
  });
});
