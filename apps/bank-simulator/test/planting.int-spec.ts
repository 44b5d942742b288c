import { acceptedDeal, pay } from './deal-story';
import { ACCOUNT, RunningSimulator, WebhookReceiver } from './simulator-harness';

const INN = '770000000001';
const PERSON = {
  firstName: 'Анна',
  lastName: 'Иванова',
  inn: INN,
  bankInfo: { accountNumber: '40817810000000000001', bankBic: '044525974' },
};

interface Row {
  dealId: string;
  paymentId: string;
  status: string;
  amount: number;
}

/** Real: HTTP server and sockets, a receiver of webhooks. Payments settle only when told. */
describe('planted differences', () => {
  let simulator: RunningSimulator;
  const receiver = new WebhookReceiver();

  beforeAll(async () => {
    simulator = await RunningSimulator.start({
      SIM_RATE_LIMIT_ENABLED: 'false',
      SIM_AUTO_SETTLE: 'false',
      SIM_WEBHOOK_URL: await receiver.start(),
    });
  });
  afterAll(async () => {
    await simulator.stop();
    await receiver.stop();
  });
  beforeEach(async () => void (await simulator.sim('POST', '/reset')));

  const plant = async (...plants: object[]): Promise<string[]> => {
    const { status, body } = await simulator.sim('POST', '/plants', { plants });
    expect({ status, body }).toMatchObject({ status: 200 });
    return body.ids as string[];
  };
  const nominal = (path: string) => simulator.bank('GET', `/nominal-accounts${path}`);
  const rows = async (path: string) => ((await nominal(path)).body.results ?? []) as Row[];
  /** Everything the bank has told so far. */
  const told = async () => (await simulator.ledger<{ type: string }>('webhooks')).length;

  it('change a deal and a payment without a word', async () => {
    const dealId = await acceptedDeal(simulator);
    const { body } = await pay(simulator);
    const paymentId = String(body.paymentId);
    const before = [await told(), await simulator.ledger('effects')];
    const ids = await plant(
      { op: 'set-deal', dealId, status: 'COMPLETED' },
      { op: 'set-payment', paymentId, status: 'SUCCEEDED', amount: 7.5, beneficiaryId: 'other' },
    );
    expect(ids).toEqual([dealId, paymentId]);
    expect((await nominal(`/deals/${dealId}`)).body.status).toBe('COMPLETED');
    expect((await nominal(`/payments/${paymentId}`)).body).toMatchObject({
      status: 'SUCCEEDED',
      amount: 7.5,
      beneficiaryId: 'other',
      operationId: expect.any(String) as string,
    });
    await plant({ op: 'set-payment', paymentId, status: 'FAILED' });
    expect((await nominal(`/payments/${paymentId}`)).body).toMatchObject({ status: 'FAILED' });
    expect([await told(), await simulator.ledger('effects')]).toEqual(before);
  });

  it('make deals and payments that nobody asked for, and a payment twice', async () => {
    const [dealId, named] = await plant(
      { op: 'deal', accountNumber: ACCOUNT, status: 'FUNDED' },
      { op: 'deal', dealId: 'named', accountNumber: ACCOUNT, status: 'DRAFT' },
    );
    expect(named).toBe('named');
    const payment = { beneficiaryId: 'b', accountNumber: ACCOUNT, amount: 5, dealId };
    const [first] = await plant({ op: 'payment', ...payment, status: 'SUCCEEDED' });
    const [second] = await plant({ op: 'duplicate-payment', paymentId: first });
    expect(await rows(`/deals`)).toMatchObject([{ dealId, status: 'FUNDED' }, { dealId: 'named' }]);
    const found = await rows(`/payments?dealId=${dealId ?? ''}`);
    expect(found.map(({ paymentId }) => paymentId)).toEqual([first, second]);
    expect(found.map(({ amount, status }) => [amount, status])).toEqual([
      [5, 'SUCCEEDED'],
      [5, 'SUCCEEDED'],
    ]);
    expect(await told()).toBe(0);
  });

  it('hide rows from lists, or altogether, and show them again', async () => {
    const dealId = await acceptedDeal(simulator);
    const { body } = await pay(simulator);
    const paymentId = String(body.paymentId);
    const hide = (hiddenFrom: string) =>
      plant({ op: 'set-deal', dealId, hiddenFrom }, { op: 'set-payment', paymentId, hiddenFrom });
    const seen = async () => [
      (await rows('/deals')).length,
      (await rows('/payments')).length,
      (await nominal(`/deals/${dealId}`)).status,
      (await nominal(`/payments/${paymentId}`)).status,
    ];
    await hide('lists');
    expect(await seen()).toEqual([0, 0, 200, 200]);
    await hide('everywhere');
    expect(await seen()).toEqual([0, 0, 422, 422]);
    // The ledger is the oracle and shows everything.
    expect(await simulator.ledger('deals')).toHaveLength(1);
    expect(await simulator.ledger('payments')).toHaveLength(1);
    await hide('nowhere');
    expect(await seen()).toEqual([1, 1, 200, 200]);
  });

  it('make and cancel receipts, and change people, without a word', async () => {
    await simulator.bank('POST', '/self-employed/recipients', PERSON);
    const [receiptId] = await plant(
      { op: 'receipt', inn: INN, amount: 10 },
      { op: 'receipt', inn: INN, amount: 20, status: 'CANCELLED' },
      { op: 'set-person', inn: INN, status: 'BLOCKED' },
    );
    const receipts = async () =>
      (await simulator.bank('POST', '/self-employed/receipts', { inn: INN })).body.receipts;
    expect(await receipts()).toMatchObject([{ status: 'REGISTERED' }, { status: 'CANCELLED' }]);
    await plant({ op: 'set-receipt', receiptId, status: 'CANCELLED' });
    expect(await receipts()).toMatchObject([{ status: 'CANCELLED' }, { status: 'CANCELLED' }]);
    const list = await simulator.bank('POST', '/self-employed/recipients/list', {});
    expect(list.body.recipients).toMatchObject([{ status: 'BLOCKED' }]);
    expect(await told()).toBe(0);
  });

  it('refuse what they do not know, and then plant nothing of a malformed request', async () => {
    const plants = async (...given: unknown[]) =>
      (await simulator.sim('POST', '/plants', { plants: given })).status;
    expect(await plants({ op: 'set-deal', dealId: 'x' })).toBe(422);
    const deal = { op: 'deal', accountNumber: ACCOUNT, status: 'DRAFT' };
    expect(await plants(deal, { op: 'nothing' })).toBe(400);
    expect(await plants(deal, { ...deal, status: 'x' })).toBe(400);
    expect((await simulator.sim('POST', '/plants', {})).status).toBe(400);
    expect(await rows('/deals')).toEqual([]);
  });

  it('are planted by the ten thousand, and listed by page', async () => {
    const plants = Array.from({ length: 5000 }, (_, n) => [
      { op: 'deal', dealId: `d${n}`, accountNumber: ACCOUNT, status: 'ACCEPTED' },
      { op: 'deal', dealId: `e${n}`, accountNumber: ACCOUNT, status: 'FUNDED' },
    ]).flat();
    for (let at = 0; at < plants.length; at += 1000) await plant(...plants.slice(at, at + 1000));
    const { body } = await nominal('/deals?offset=9000&limit=1000');
    expect(body).toMatchObject({ total: 10_000, size: 1000 });
  });
});

/** Real: HTTP server and sockets. */
describe('lists that lie', () => {
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await RunningSimulator.start({ SIM_RATE_LIMIT_ENABLED: 'false' });
    const plants = Array.from({ length: 10 }, (_, n) => {
      return { op: 'deal', dealId: `d${n}`, accountNumber: ACCOUNT, status: 'FUNDED' };
    });
    await simulator.sim('POST', '/plants', { plants });
  });
  afterAll(() => simulator.stop());

  const list = (query = '') => simulator.bank('GET', `/nominal-accounts/deals${query}`);
  const lie = (rule: object) =>
    simulator.sim('PUT', '/faults', { rules: [{ method: 'GET', path: '/deals', ...rule }] });

  it.each([
    ['empty', { total: 0, size: 0 }],
    ['half-page', { total: 10, size: 10 }],
    ['half-list', { total: 5, size: 5 }],
  ])('%s', async (lyingList, numbers) => {
    await lie({ lyingList });
    const { status, body } = await list();
    expect({ status, body }).toMatchObject({ status: 200, body: numbers });
    expect(((body.results ?? []) as Row[]).length).toBe(lyingList === 'empty' ? 0 : 5);
    // One deal by itself is told truly.
    expect((await list('/d9')).body.status).toBe('FUNDED');
  });

  it('everything cancelled', async () => {
    await lie({ path: '*/deals', answerPatch: { 'results.*.status': 'CANCELLED' } });
    const statuses = ((await list()).body.results as Row[]).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['CANCELLED']));
  });

  it('a 500 in the middle', async () => {
    await lie({ status: 500, skip: 2, times: 1 });
    const statuses = [];
    for (const offset of [0, 3, 6, 9]) {
      statuses.push((await list(`?limit=3&offset=${offset}`)).status);
    }
    expect(statuses).toEqual([200, 200, 500, 200]);
    expect((await simulator.sim('GET', '/faults')).body.rules).toMatchObject([{ fired: 1 }]);
  });
});
