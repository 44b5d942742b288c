import { type AddressInfo, createServer } from 'node:net';
import { ClientStand, FIRST_PAGE } from '../test/client-stand';
import { type LedgerRequest } from '../test/simulator-control';

const CANARY = 'canary 500100732259';
const gaps = (sent: readonly LedgerRequest[]): number[] =>
  sent.slice(1).map(({ arrivedMs }, i) => arrivedMs - (sent[i]?.arrivedMs ?? NaN));

/**
 * The table "answer, class, repeated?" of the contract, row by row. Real: sockets, Postgres. The bank is
 * the simulator, so this proves nothing about the bank itself.
 */
describe('the contract about failures', () => {
  let stand: ClientStand;

  beforeAll(async () => {
    stand = await ClientStand.start();
  });
  afterAll(() => stand.stop());
  beforeEach(() => stand.begin());
  afterEach(() => stand.end());

  const read = (client = stand.client) => client.payments.list({}, FIRST_PAGE, 'look-up');
  const expectOneKey = async (key: string, times: number): Promise<void> => {
    const keys = (await stand.bank.requests()).map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toEqual(Array.from({ length: times }, () => key));
  };

  describe('429: TBankRateLimitError, repeated with the same key', () => {
    it('three attempts, then the class, and nothing is left in doubt', async () => {
      await stand.bank.fault({ status: 429, retryAfterSeconds: 0 });
      const call = stand.change();
      await expect(stand.pay(call)).rejects.toMatchObject({
        name: 'TBankRateLimitError',
        disposition: 'transient',
        httpStatus: 429,
        retryAfterMs: 0,
        mayHaveBeenDone: false,
      });
      await expectOneKey(call.key, 3);
      expect(await stand.journal()).toMatchObject([
        { outcome: 'BANK_RATE_LIMIT', http_status: 429, attempts: 1, is_open: false },
      ]);
    });

    it.each([
      ['seconds', { retryAfterSeconds: 1 }, 990],
      // A date has whole seconds, so a wait of two is at least one.
      ['a date', { retryAfterSeconds: 2, retryAfterAsDate: true }, 950],
    ])('waits as long as Retry-After in %s says', async (_what, header, leastMs) => {
      await stand.bank.fault({ status: 429, times: 1, ...header });
      const call = stand.change();
      await stand.pay(call);
      await expectOneKey(call.key, 2);
      expect(Math.min(...gaps(await stand.bank.requests()))).toBeGreaterThanOrEqual(leastMs);
    });

    it('without Retry-After doubles its own wait, half of it random', async () => {
      const client = stand.open({ TBANK_RETRY_BASE_MS: '300' });
      await stand.bank.fault({ status: 429, times: 2 });
      await stand.pay(stand.change(), { client });
      const [first = 0, second = 0] = gaps(await stand.bank.requests());
      expect(first).toBeGreaterThanOrEqual(149);
      expect(second).toBeGreaterThanOrEqual(299);
    });

    it('leaves a Retry-After of more than 30 s to the broker', async () => {
      await stand.bank.fault({ status: 429, retryAfterSeconds: 31 });
      await expect(stand.pay()).rejects.toMatchObject({
        name: 'TBankRateLimitError',
        retryAfterMs: 31_000,
      });
      expect(await stand.bank.requests()).toHaveLength(1);
    });
  });

  describe('400, 422: TBankValidationError, never repeated', () => {
    it.each([400, 422])('%i: with the code of the bank', async (status) => {
      await stand.bank.fault({ status, errorCode: 'SOME_CODE' });
      await expect(stand.pay()).rejects.toMatchObject({
        name: 'TBankValidationError',
        disposition: 'permanent',
        code: 'BANK_REFUSED',
        httpStatus: status,
        bankErrorCode: 'SOME_CODE',
      });
      expect(await stand.bank.requests()).toHaveLength(1);
      expect(await stand.journal()).toMatchObject([
        { outcome: 'BANK_REFUSED', http_status: status, is_open: false },
      ]);
      expect(stand.alerts).toEqual([]);
    });

    it.each([400, 422])(
      '%i: nothing that the bank quotes of the request is kept',
      async (status) => {
        await stand.bank.fault({ status, echoIntoError: true, errorCode: 'INVALID_DATA' });
        const paying = stand.pay(stand.change(), { purpose: CANARY, beneficiaryId: CANARY });
        const failure = (await paying.catch((error: unknown) => error)) as Error;
        expect(failure).toMatchObject({
          name: 'TBankValidationError',
          bankErrorCode: 'INVALID_DATA',
        });
        const journal = await stand.database.query('SELECT * FROM tbank.bank_calls');
        const metrics = await stand.metrics.registry.metrics();
        const kept = [
          { ...failure },
          failure.message,
          failure.stack,
          failure.cause,
          journal,
          metrics,
        ];
        expect(JSON.stringify(kept) + stand.logs.join()).not.toContain('canary');
      },
    );

    it.each([CANARY, '500100732259'])('a code that is none is not kept: %s', async (errorCode) => {
      await stand.bank.fault({ status: 422, errorCode });
      await expect(stand.pay()).rejects.toMatchObject({ bankErrorCode: undefined });
    });
  });

  it.each([401, 403])('%i: TBankAuthError, never repeated, one alert for all', async (status) => {
    await stand.bank.fault({ status, errorCode: 'SOME_CODE' });
    for (let i = 0; i < 3; i += 1) {
      await expect(stand.pay()).rejects.toMatchObject({
        name: 'TBankAuthError',
        disposition: 'invariant',
        code: 'BANK_AUTH',
        httpStatus: status,
      });
    }
    await expect(read()).rejects.toMatchObject({ name: 'TBankAuthError' });
    expect(await stand.bank.requests()).toHaveLength(4);
    expect(stand.alerts).toMatchObject([{ code: 'BANK_AUTH', severity: 'critical' }]);
    expect(await stand.journal()).toMatchObject(
      Array.from({ length: 3 }, () => ({ outcome: 'BANK_AUTH', is_open: false })),
    );
  });

  describe('no service: TBankUnavailableError, repeated with the same key', () => {
    it.each([500, 502, 503, 504])('%i: three attempts; it may have been done', async (status) => {
      await stand.bank.fault({ status });
      const call = stand.change();
      await expect(stand.pay(call)).rejects.toMatchObject({
        name: 'TBankUnavailableError',
        disposition: 'transient',
        httpStatus: status,
        mayHaveBeenDone: true,
      });
      await expectOneKey(call.key, 3);
      expect(await stand.journal()).toMatchObject([
        { outcome: 'BANK_UNAVAILABLE', http_status: status, attempts: 1, is_open: true },
      ]);
    });

    it.each([
      ['connection refused', 'http://127.0.0.1:1'],
      ['no such host', 'http://does-not-exist.invalid'],
    ])('%s: surely nothing was done', async (_what, TBANK_API_URL) => {
      const client = stand.open({ TBANK_API_URL });
      const failure = { name: 'TBankUnavailableError', httpStatus: undefined };
      await expect(stand.pay(stand.change(), { client })).rejects.toMatchObject({
        ...failure,
        mayHaveBeenDone: false,
      });
      await expect(read(client)).rejects.toMatchObject(failure);
      expect(await stand.journal()).toMatchObject([{ is_open: false, uncertain: false }]);
    });

    // Whether a request was read before the reset cannot be seen from here: the change is in doubt.
    it('reset as soon as connected: a read is unavailable, a change unknown', async () => {
      let connections = 0;
      const server = createServer((socket) => {
        connections += 1;
        socket.resetAndDestroy();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const client = stand.open({ TBANK_API_URL: `http://127.0.0.1:${port}` });
      try {
        await expect(read(client)).rejects.toMatchObject({ name: 'TBankUnavailableError' });
        expect(connections).toBe(3);
        await expect(stand.pay(stand.change(), { client })).rejects.toMatchObject({
          name: 'TBankUnknownOutcomeError',
        });
        expect(connections).toBe(4);
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    });
  });

  describe('all attempts of a call share one deadline', () => {
    const hasty = (environment: Record<string, string>) =>
      stand.open({ TBANK_CALL_DEADLINE_MS: '1000', ...environment });

    it('an attempt ends with it', async () => {
      await stand.bank.fault({ halfOpen: 'before-effect' });
      const startedAt = performance.now();
      await expect(read(hasty({ TBANK_TIMEOUT_MS: '700' }))).rejects.toMatchObject({
        name: 'TBankUnavailableError',
      });
      const tookMs = performance.now() - startedAt;
      expect(tookMs).toBeGreaterThanOrEqual(990);
      expect(tookMs).toBeLessThan(1600);
      expect(await stand.bank.requests()).toHaveLength(2);
    });

    it('no attempt begins after it, when the bank asks to wait', async () => {
      await stand.bank.fault({ status: 429, retryAfterSeconds: 1 });
      await expect(stand.pay(stand.change(), { client: hasty({}) })).rejects.toMatchObject({
        name: 'TBankRateLimitError',
      });
      expect(await stand.bank.requests()).toHaveLength(1);
    });

    it('no attempt begins after it, when the wait is our own', async () => {
      await stand.bank.fault({ status: 429 });
      const client = hasty({ TBANK_RETRY_BASE_MS: '4000' });
      await expect(stand.pay(stand.change(), { client })).rejects.toMatchObject({
        name: 'TBankRateLimitError',
      });
      expect(await stand.bank.requests()).toHaveLength(1);
    });
  });
});
