import { ACCOUNT, ClientStand, FIRST_PAGE } from '../test/client-stand';
import { changingCall } from './bank-call';

const PERSON = {
  inn: '500100732259',
  firstName: 'A',
  lastName: 'B',
  phone: '+79991234567',
  accountNumber: ACCOUNT,
  bik: '044525974',
};

/** Real: sockets, Postgres. The bank is the simulator, so this proves nothing about the bank itself. */
describe('a call that reads', () => {
  let stand: ClientStand;

  beforeAll(async () => {
    stand = await ClientStand.start();
  });
  afterAll(() => stand.stop());
  beforeEach(() => stand.begin());
  afterEach(() => stand.end());

  it('is repeated under one key of its own and leaves no row in the journal', async () => {
    await stand.bank.fault({ status: 500, times: 2 });
    const page = await stand.client.payments.list({}, FIRST_PAGE, 'reconciliation');
    expect(page).toEqual({ total: 0, results: [] });
    const [first, ...repeats] = await stand.bank.requests();
    expect(first?.idempotencyKey).toBe(first?.requestId);
    expect(repeats).toHaveLength(2);
    for (const repeat of repeats) expect(repeat.idempotencyKey).toBe(first?.idempotencyKey);
    expect(await stand.journal()).toEqual([]);
  });

  it.each([
    ['its answer is lost', { dropAnswerAfterEffect: true }],
    ['the bank fails', { status: 503 }],
  ])('is not repeated when the bank counts it although %s', async (_what, rule) => {
    await stand.bank.fault({ path: '/api/v1/self-employed', ...rule });
    const listing = stand.client.selfEmployed.list(0, 'command');
    await expect(listing).rejects.toMatchObject({ name: 'TBankUnavailableError' });
    expect(await stand.bank.requests()).toHaveLength(1);
  });

  it('speaks of deals and steps as the bank understands it', async () => {
    const { deals } = stand.client;
    const deal = await deals.create(changingCall('deals.create', 'd'), ACCOUNT);
    expect(deal).toMatchObject({ accountNumber: ACCOUNT, status: 'DRAFT' });
    const { dealId } = deal;
    const step = await deals.createStep(changingCall('steps.create', 's'), dealId, 'First step');
    expect(await deals.listSteps(dealId, FIRST_PAGE, 'look-up')).toMatchObject({
      total: 1,
      results: [{ stepId: step.stepId }],
    });
    await deals.accept(changingCall('deals.accept', 'd'), dealId);
    expect((await deals.get(dealId, 'look-up')).status).toBe('ACCEPTED');
    await deals.cancel(changingCall('deals.cancel', 'd'), dealId);
    expect(await deals.list(FIRST_PAGE, 'reconciliation')).toMatchObject({
      total: 1,
      results: [{ dealId, status: 'CANCELLED' }],
    });
  });

  it('speaks of payments and people as the bank understands it', async () => {
    const { payments, selfEmployed } = stand.client;
    const payment = await stand.pay();
    expect(await payments.get(payment.paymentId, 'look-up')).toEqual(payment);
    const filter = { beneficiaryId: 'b-1', accountNumber: ACCOUNT };
    expect(await payments.list(filter, FIRST_PAGE, 'look-up')).toMatchObject({
      results: [{ paymentId: payment.paymentId }],
    });
    const added = await selfEmployed.add(changingCall('self-employed.register', 'p'), PERSON);
    expect(added.status).toBe('DRAFT');
    const other = { ...PERSON, inn: '500100732260', phone: undefined };
    await selfEmployed.add(changingCall('self-employed.register', 'q'), other);
    expect(await selfEmployed.list(0, 'command')).toContainEqual(
      expect.objectContaining({ recipientId: added.recipientId, inn: PERSON.inn }),
    );
  });
});
