import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { application, NOMINAL_ACCOUNT, type Reply, SelfEmployedStand } from './self-employed-stand';

const FETCH = 'self-employed.receipts.fetch';
const RECEIPTS = '/self-employed/receipts';

interface ReceiptRow {
  readonly receiptId: string;
  readonly inn: string;
}

/**
 * Real: Postgres, RabbitMQ, the service, the deal service, the bank simulator. The bank sends no
 * webhooks here: what it knows is known only by asking, unless a test publishes the event.
 */
describe(FETCH, () => {
  let stand: SelfEmployedStand;

  beforeAll(async () => {
    stand = await SelfEmployedStand.start({}, { withDeals: true });
  });
  afterEach(() => stand.sim('DELETE', '/faults'));
  afterAll(() => stand.stop());

  const fetchBy = (body: object, messageId?: string): Promise<Reply> =>
    stand.ask(FETCH, body, messageId);
  const alerts = () => stand.alerts('RECEIPT_CANCELLED').length;

  /** Somebody of ours, paid so often by the bank; the ids of the receipts. */
  async function paidPerson(inn: string, amounts: readonly number[], dealId?: string) {
    const { selfEmployedId, externalRecipientId } = await stand.register(inn);
    const receiptIds = await pay(inn, externalRecipientId, amounts, dealId);
    return { selfEmployedId, receiptIds };
  }

  async function pay(
    inn: string,
    beneficiaryId: string,
    amounts: readonly number[],
    dealId?: string,
  ): Promise<string[]> {
    const payment = { type: 'REGULAR', beneficiaryId, accountNumber: NOMINAL_ACCOUNT };
    for (const amount of amounts) {
      const body = { ...payment, amount, purpose: 'Fee', dealId };
      await stand.bankApi('/nominal-accounts/payments', body);
    }
    return eventually(async () => {
      const { receipts } = await stand.sim('GET', '/ledger?section=receipts');
      const own = (receipts as ReceiptRow[]).filter((receipt) => receipt.inn === inn);
      expect(own).toHaveLength(amounts.length);
      return own.map(({ receiptId }) => receiptId);
    });
  }

  const cancel = (receiptId: string | undefined, inn?: string) =>
    stand.sim('POST', `/receipts/${receiptId}/cancel`, inn ? { inn } : {});

  it('stores what the bank has of a person, once however often it is asked', async () => {
    const inn = '800000000001';
    const { selfEmployedId, receiptIds } = await paidPerson(inn, [1500.5, 10]);
    await cancel(receiptIds[1]);
    const counts = { receipts: 2, registered: 1, cancelled: 1, other: 0, unknown: 0 };
    expect(await fetchBy({ inn })).toEqual({
      status: 'completed',
      result: { ...counts, stored: 2 },
    });
    expect((await fetchBy({ inn, dealId: null })).result).toEqual({ ...counts, stored: 0 });
    const person = await stand.person(selfEmployedId);
    expect(person).toMatchObject({ cancelledReceipts: 1, flagged: false });
    expect(person.receipts).toHaveLength(2);
    expect(person.receipts).toEqual(
      expect.arrayContaining([
        { receiptId: receiptIds[0], status: 'REGISTERED', amountKopecks: '150050' },
        { receiptId: receiptIds[1], status: 'CANCELLED', amountKopecks: '1000' },
      ]),
    );
    await eventually(() => expect(alerts()).toBe(1));
  });

  it('flags a person whose third cancelled receipt only a fetch shows, with an alert each', async () => {
    const inn = '800000000002';
    const { selfEmployedId, receiptIds } = await paidPerson(inn, [1, 2, 3]);
    const before = alerts();
    for (const receiptId of receiptIds) await cancel(receiptId);
    expect((await fetchBy({ inn })).result).toMatchObject({ cancelled: 3, stored: 3 });
    expect(await stand.person(selfEmployedId)).toMatchObject({ flagged: true, version: 2 });
    await fetchBy({ inn });
    await eventually(() => {
      expect(alerts()).toBe(before + 3);
      expect(stand.eventsOf('self-employed.risk-flagged', selfEmployedId)).toHaveLength(1);
    });
    expect((await stand.read('/self-employed/lookup', { inn })).body.flagged).toBe(true);
  });

  it('counts a receipt once, told and fetched, fetched and told, and both at once', async () => {
    const inn = '800000000003';
    const { selfEmployedId, receiptIds } = await paidPerson(inn, [1, 2]);
    const [first, second] = receiptIds;
    const counted = (count: number) =>
      eventually(async () =>
        expect(await stand.person(selfEmployedId)).toMatchObject({ cancelledReceipts: count }),
      );
    await cancel(first);
    stand.bankEvent('receipt.cancelled', { inn, receiptId: first });
    await counted(1);
    const before = alerts();
    expect((await fetchBy({ inn })).result).toMatchObject({ cancelled: 1 });
    await counted(1);
    await cancel(second);
    await fetchBy({ inn });
    await counted(2);
    stand.bankEvent('receipt.cancelled', { inn, receiptId: second });
    // The fetch told of the second one only; the event is alerted besides.
    await eventually(() => expect(alerts()).toBe(before + 2));
    await counted(2);
    await cancel(newId(), inn);
    stand.bankEvent('receipt.cancelled', { inn });
    await Promise.all([fetchBy({ inn }), fetchBy({ inn })]);
    await counted(3);
  });

  it('fetches those of a deal, and counts what belongs to people whom we do not have', async () => {
    const [ours, theirs] = ['800000000004', '800000000005'];
    const { dealId, externalDealId } = await dealAtBank();
    const { selfEmployedId } = await paidPerson(ours, [100], externalDealId);
    const stranger = application(newId(), theirs) as { accountNumber: string; bik: string };
    const bankInfo = { accountNumber: stranger.accountNumber, bankBic: stranger.bik };
    const added = await stand.bankApi('/self-employed/recipients', { ...stranger, bankInfo });
    await pay(theirs, String(added.recipientId), [50], externalDealId);
    expect((await fetchBy({ dealId: dealId.toUpperCase() })).result).toEqual({
      receipts: 2,
      registered: 2,
      cancelled: 0,
      other: 0,
      unknown: 1,
      stored: 1,
    });
    expect((await stand.person(selfEmployedId)).receipts).toHaveLength(1);
  });

  async function dealAtBank(): Promise<{ dealId: string; externalDealId: string }> {
    const recipient = { recipientId: 'r', role: 'agent', legalType: 'OOO', inn: '7700000001' };
    const recipients = [{ ...recipient, splitType: 'percent', splitValue: 100 }];
    const body = { dealId: newId(), amount: 500, description: 'Sale of a flat', recipients };
    const { result } = await stand.ask('deal.create', body);
    const externalDealId = String(result?.externalDealId);
    await stand.ask('deal.accept', { dealId: body.dealId });
    await stand.sim('POST', `/deals/${externalDealId}/pay`, { amount: 500 });
    return { dealId: body.dealId, externalDealId };
  }

  it('asks for the period that it was given', async () => {
    const inn = '800000000006';
    await paidPerson(inn, [1]);
    const past = { from: '2020-01-01', to: '2020-12-31' };
    expect((await fetchBy({ inn, ...past })).result).toMatchObject({ receipts: 0, stored: 0 });
    const today = { from: new Date().toISOString().slice(0, 10) };
    expect((await fetchBy({ inn, ...today })).result).toMatchObject({ receipts: 1, stored: 1 });
  });

  it('answers a command that comes twice the same, and asks the bank once', async () => {
    const inn = '800000000007';
    await paidPerson(inn, [1]);
    const [id, before] = [newId(), await stand.requestsTo(RECEIPTS)];
    const first = await fetchBy({ inn }, id);
    stand.send(FETCH, { inn }, id);
    const [, again] = await stand.repliesTo(id, 2);
    expect(again).toEqual(first);
    expect(await stand.requestsTo(RECEIPTS)).toBe(before + 1);
  });

  it.each([
    ['neither', {}],
    ['both', { inn: '800000000001', dealId: newId() }],
    ['an impossible period', { inn: '800000000001', from: '2026-02-01', to: '2026-01-01' }],
  ])('refuses %s, without asking the bank', async (_, body) => {
    const before = await stand.requestsTo(RECEIPTS);
    expect(await fetchBy(body)).toMatchObject({ error: { code: 'BAD_PAYLOAD' } });
    expect(await stand.requestsTo(RECEIPTS)).toBe(before);
  });

  it('refuses a deal that is not at the bank', async () => {
    expect(await fetchBy({ dealId: newId() })).toMatchObject({
      status: 'rejected',
      error: { code: 'DEAL_NOT_FOUND' },
    });
  });

  it('survives what the bank fails to answer, and stores nothing of an answer it cannot read', async () => {
    const inn = '800000000008';
    const { selfEmployedId } = await paidPerson(inn, [1]);
    const rules = [{ path: RECEIPTS, omitFields: ['receipts.*.status'] }];
    await stand.sim('PUT', '/faults', { rules });
    const spoiled = await fetchBy({ inn });
    expect(spoiled).toMatchObject({ status: 'failed', error: { code: 'BANK_CONTRACT' } });
    expect((await stand.person(selfEmployedId)).receipts).toEqual([]);
    await stand.sim('PUT', '/faults', {
      rules: [{ path: RECEIPTS, dropAnswerAfterEffect: true, times: 4 }],
    });
    expect((await fetchBy({ inn })).result).toMatchObject({ stored: 1 });
  });

  it('waits while the deal service is away, then says so', async () => {
    await stand.deals?.stop();
    expect(await fetchBy({ dealId: newId() })).toMatchObject({
      status: 'failed',
      error: { code: 'OWNER_UNAVAILABLE', retryable: true },
    });
  });

  it('tells no INN to replies, events and logs', () => {
    const told = JSON.stringify([stand.events, stand.service.logs]);
    expect(stand.eventsOf('command.completed').length).toBeGreaterThan(5);
    expect(told).not.toMatch(/80000000000\d/);
  });
});
