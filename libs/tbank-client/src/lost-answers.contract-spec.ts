import { ClientStand } from '../test/client-stand';

/**
 * The rows of the contract's table about answers that never came. Real: sockets, Postgres. The bank is
 * the simulator, so this proves nothing about the bank itself.
 */
describe('the contract about lost answers', () => {
  let stand: ClientStand;

  beforeAll(async () => {
    stand = await ClientStand.start();
  });
  afterAll(() => stand.stop());
  beforeEach(() => stand.begin({ TBANK_LOOK_UP_DELAYS_MS: '70,200' }));
  afterEach(() => stand.end());

  const lose = async (rule: object) => {
    await stand.bank.fault({ method: 'POST', times: 1, ...rule });
    const call = stand.change();
    await expect(stand.perform(call)).rejects.toMatchObject({
      name: 'TBankUnknownOutcomeError',
      disposition: 'unknown-outcome',
      sparesAttempt: true,
      retryAfterMs: 70,
    });
    expect(await stand.sent()).toEqual(['POST']);
    return call;
  };

  it.each([
    ['a time-out', { answerDelayMs: 3000 }],
    ['a connection lost after sending', { dropAnswerAfterEffect: true }],
  ])('%s, done: looked up, found, and not repeated', async (_what, rule) => {
    const call = await lose(rule);
    const [made] = await stand.bank.payments();
    expect(await stand.perform(call)).toMatchObject({ paymentId: made?.paymentId });
    expect(await stand.sent()).toEqual(['POST', 'GET']);
    expect(await stand.bank.payments()).toHaveLength(1);
    expect(await stand.journal()).toMatchObject([{ outcome: 'done', is_open: false, look_ups: 1 }]);
  });

  it.each([
    ['a time-out', { halfOpen: 'before-effect' }],
    ['a connection lost after sending', { closeBeforeEffect: true }],
  ])('%s, not done: looked up first, then repeated with the same key', async (_what, rule) => {
    const call = await lose(rule);
    expect(await stand.perform(call)).toMatchObject({ status: 'PENDING' });
    expect(await stand.sent()).toEqual(['POST', 'GET', 'POST']);
    const [first, lookUp, repeat] = await stand.bank.requests();
    expect([first?.idempotencyKey, repeat?.idempotencyKey]).toEqual([call.key, call.key]);
    expect(lookUp?.idempotencyKey).not.toBe(call.key);
    expect(await stand.bank.payments()).toHaveLength(1);
    expect(await stand.journal()).toMatchObject([{ outcome: 'done', attempts: 2 }]);
  });

  it('5xx: in doubt too, and ended in the same way', async () => {
    await stand.bank.fault({ method: 'POST', status: 503, times: 3 });
    const call = stand.change();
    await expect(stand.perform(call)).rejects.toMatchObject({
      name: 'TBankUnknownOutcomeError',
      httpStatus: 503,
    });
    await stand.perform(call);
    expect(await stand.sent()).toEqual(['POST', 'POST', 'POST', 'GET', 'POST']);
    expect(await stand.bank.payments()).toHaveLength(1);
  });

  it.each([
    ['refused', { status: 422 }, 422],
    ['refused for its token', { status: 401 }, 401],
    ['refused for its rate', { status: 429 }, 429],
  ])('is never called failed because its repeat is %s', async (_what, rule, httpStatus) => {
    const call = await lose({ closeBeforeEffect: true });
    await stand.bank.fault({ method: 'POST', ...rule });
    await expect(stand.perform(call)).rejects.toMatchObject({
      name: 'TBankUnknownOutcomeError',
      disposition: 'unknown-outcome',
      httpStatus,
    });
    expect(await stand.journal()).toMatchObject([{ uncertain: true, is_open: true }]);
    await stand.bank.noFaults();
    await stand.perform(call);
    expect(await stand.bank.payments()).toHaveLength(1);
    expect(await stand.journal()).toMatchObject([{ outcome: 'done', is_open: false }]);
  });

  it('is not repeated while the bank cannot be asked what it did', async () => {
    const call = await lose({ dropAnswerAfterEffect: true });
    await stand.bank.fault({ status: 503 });
    await expect(stand.perform(call)).rejects.toMatchObject({
      name: 'TBankUnknownOutcomeError',
      retryAfterMs: 200,
    });
    expect(await stand.sent()).toEqual(['POST', 'GET', 'GET', 'GET']);
    expect(await stand.journal()).toMatchObject([{ is_open: true, look_ups: 1, attempts: 1 }]);
  });
});
