import { changingCall } from './bank-call';
import { ClientStand, PAYMENTS } from '../test/client-stand';

/** Real: sockets, Postgres. The bank is the simulator, so this proves nothing about the bank itself. */
describe('a call that changes something', () => {
  let stand: ClientStand;

  beforeAll(async () => {
    stand = await ClientStand.start();
  });
  afterAll(() => stand.stop());
  beforeEach(() => stand.begin());
  afterEach(() => stand.end());

  it('sends token, key and request id, money as a number, and is in the journal', async () => {
    const call = stand.change();
    expect(await stand.pay(call)).toMatchObject({ amountKopecks: 150_050n, status: 'PENDING' });
    const [request] = await stand.bank.requests();
    expect(request).toMatchObject({ method: 'POST', path: PAYMENTS, idempotencyKey: call.key });
    const [row] = await stand.journal();
    expect(row).toEqual({
      idempotency_key: call.key,
      operation: 'payments.create',
      business_id: call.businessId,
      attempts: 1,
      outcome: 'done',
      http_status: null,
      uncertain: false,
      is_open: false,
      look_ups: 0,
      request_id: request?.requestId,
      finished: true,
    });
    expect(await stand.bank.payments()).toMatchObject([{ amountKopecks: '150050' }]);
  });

  it.each([29n, 110n, 435n, 1n, 99_999_999_999n])(
    'moves %s kopecks, not one more or less',
    async (amountKopecks) => {
      const payment = await stand.pay(stand.change(), { amountKopecks });
      expect(payment.amountKopecks).toBe(amountKopecks);
      expect(await stand.bank.payments()).toMatchObject([{ amountKopecks: `${amountKopecks}` }]);
    },
  );

  it('knows a refusal by the rules of the bank and a wrong token', async () => {
    const nothing = stand.pay(stand.change(), { amountKopecks: 0n });
    await expect(nothing).rejects.toMatchObject({ name: 'TBankValidationError' });
    const client = stand.open({ TBANK_API_TOKEN: 'another-token' });
    await expect(stand.pay(stand.change(), { client })).rejects.toMatchObject({
      name: 'TBankAuthError',
    });
    expect(await stand.bank.payments()).toEqual([]);
  });

  it('never leaves with a key that belongs to another request', async () => {
    const call = stand.change();
    await stand.pay(call);
    await expect(stand.pay(call, { amountKopecks: 1n })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      disposition: 'invariant',
    });
    expect(await stand.bank.requests()).toHaveLength(1);
    expect(await stand.journal()).toMatchObject([{ attempts: 1, outcome: 'done' }]);
  });

  it('has the same key for the same wish and another for another', () => {
    const key = (...parts: Parameters<typeof changingCall>) => changingCall(...parts).key;
    expect(key('a', '1')).toBe(key('a', '1'));
    const others = [key('a', '1'), key('a', '2'), key('b', '1'), key('a', '1', { occasion: 'x' })];
    expect(new Set(others).size).toBe(4);
  });

  it('counts calls and failures for the metrics', async () => {
    await stand.bank.fault({ status: 422, times: 1 });
    await expect(stand.pay()).rejects.toThrow();
    const text = await stand.metrics.registry.metrics();
    expect(text).toMatch(
      /tbank_api_errors_total\{operation="payments.create",code="BANK_REFUSED",service="test"\} 1/,
    );
    expect(text).toMatch(/tbank_api_latency_seconds_count\{[^}]*"payments.create"[^}]*\} 1/);
  });
});
