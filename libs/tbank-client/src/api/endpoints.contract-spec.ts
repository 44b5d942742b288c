import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { newId } from '@lk/kernel';
import { AppLogger, loadConfig, Metrics } from '@lk/platform';
import { createTestDatabase, eventually, type TestDatabase, type TestService } from '@lk/testing';
import { startBankSimulator } from '../../../testing/src/bank-simulator';
import { changingCall } from '../bank-call';
import { createTBankClient, type TBankConnection } from '../create-client';
import { TBankConfig } from '../tbank.config';
import { tbankSchema } from '../tbank.schema';
import { type NewPayment } from './payments.api';

const TOKEN = 'token-of-the-tests';
const ACCOUNT = '40702810900000000001';
const INN = '500100732259';
const PERSON = {
  inn: INN,
  firstName: 'A',
  lastName: 'B',
  accountNumber: ACCOUNT,
  bik: '044525974',
};

interface RequestRow {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey?: string;
}

/**
 * Proves that every endpoint is asked as the bank understands it, and that its answers are read to the
 * last field: over real sockets, with the journal in a real Postgres. The bank is the simulator.
 */
describe('endpoints of the bank', () => {
  let database: TestDatabase;
  let simulator: TestService;
  let connection: TBankConnection;

  beforeAll(async () => {
    database = await createTestDatabase([tbankSchema]);
    simulator = await startBankSimulator(TOKEN, { SIM_AUTO_SETTLE: 'true' });
    connection = open();
  });
  beforeEach(() => sim('POST', '/reset'));
  afterAll(async () => {
    connection.close();
    await simulator.stop();
    await database.drop();
  });

  function open(environment: Record<string, string> = {}): TBankConnection {
    const config = loadConfig(TBankConfig, {
      TBANK_API_URL: simulator.url,
      TBANK_API_TOKEN: TOKEN,
      // The list is asked for several times here, and the bank's ten minutes are proven elsewhere.
      TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS: '100',
      ...environment,
    });
    let last: Promise<unknown> = Promise.resolve();
    // The database of the tests has one connection, which takes one statement at a time.
    const query = async <T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> => {
      const rows = last.then(() => database.query(sql, [...parameters]));
      last = rows.catch(() => undefined);
      return (await rows) as T[];
    };
    const logger = new AppLogger('test', 'silent');
    const metrics = new Metrics('test');
    return createTBankClient(config, { service: 'test', sql: { query }, metrics, logger });
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

  const requests = async (): Promise<readonly RequestRow[]> =>
    ((await sim('GET', '/ledger?section=requests')) as { requests: RequestRow[] }).requests;
  const change = (operation: string) => changingCall(operation, newId());
  const collect = async <T>(rows: AsyncIterable<T>): Promise<T[]> => {
    const all: T[] = [];
    for await (const row of rows) all.push(row);
    return all;
  };
  const payTo = (beneficiaryId: string, more: Partial<NewPayment> = {}) =>
    connection.client.payments.create(change('payments.create'), {
      beneficiaryId,
      accountNumber: ACCOUNT,
      amountKopecks: 1005n,
      purpose: 'Fee',
      ...more,
    });

  async function newDeal(): Promise<string> {
    const { deals } = connection.client;
    return (await deals.create(change('deals.create'), ACCOUNT)).dealId;
  }

  it('answer about a deal and its steps with all that is documented', async () => {
    const { deals } = connection.client;
    const dealId = await newDeal();
    const step = await deals.createStep(change('steps.create'), dealId, 'First step');
    expect(step).toEqual({
      stepId: step.stepId,
      description: 'First step',
      status: 'NEW',
      stepNumber: 1,
    });
    expect(await deals.getStep(dealId, step.stepId, 'look-up')).toEqual(step);
    expect(await collect(deals.allSteps(dealId, 'look-up'))).toEqual([step]);
    const deal = { dealId, accountNumber: ACCOUNT, status: 'DRAFT' };
    expect(await deals.get(dealId, 'look-up')).toEqual(deal);
    expect(await collect(deals.all('reconciliation'))).toEqual([deal]);
  });

  it('give all steps and payments, however many pages they fill', async () => {
    const { deals, payments } = connection.client;
    await sim('PUT', '/settings', { maxPageLimit: 2 });
    const dealId = await newDeal();
    const names = ['one', 'two', 'three', 'four', 'five'];
    for (const name of names) await deals.createStep(change('steps.create'), dealId, name);
    const steps = await collect(deals.allSteps(dealId, 'look-up'));
    expect(steps.map(({ description }) => description)).toEqual(names);
    for (const beneficiary of ['b-1', 'b-2', 'b-1', 'b-1']) await payTo(beneficiary);
    const filter = { beneficiaryId: 'b-1', accountNumber: ACCOUNT };
    const made = await collect(payments.all(filter, 'look-up'));
    expect(made.map(({ beneficiaryId }) => beneficiaryId)).toEqual(['b-1', 'b-1', 'b-1']);
    await sim('PUT', '/settings', { maxPageLimit: 1000 });
  });

  it('answer about a payment with all that is documented', async () => {
    const { deals, payments } = connection.client;
    const dealId = await newDeal();
    await deals.createStep(change('steps.create'), dealId, 'First step');
    await deals.accept(change('deals.accept'), dealId);
    await sim('POST', `/deals/${dealId}/pay`, {});
    const { paymentId } = await payTo('b-1', { dealId, bankDetailsId: 'details' });
    const settled = await eventually(async () => {
      const payment = await payments.get(paymentId, 'look-up');
      expect(payment.status).toBe('SUCCEEDED');
      return payment;
    });
    expect(settled).toEqual({
      paymentId,
      type: 'REGULAR',
      beneficiaryId: 'b-1',
      accountNumber: ACCOUNT,
      amountKopecks: 1005n,
      purpose: 'Fee',
      status: 'SUCCEEDED',
      dealId,
      stepId: undefined,
      recipientId: undefined,
      operationId: expect.any(String) as string,
    });
    expect(await collect(payments.all({ dealId }, 'reconciliation'))).toEqual([settled]);
  });

  it('answer about people and receipts, by INN, deal and period', async () => {
    const { selfEmployed } = connection.client;
    const { recipientId } = await selfEmployed.add(change('self-employed.add'), PERSON);
    const other = { ...PERSON, inn: '500100732260' };
    await selfEmployed.add(change('self-employed.add'), other);
    const listed = await collect(selfEmployed.all('command', { inn: [INN] }));
    expect(listed).toMatchObject([{ recipientId, inn: INN, status: 'DRAFT' }]);
    expect(await collect(selfEmployed.all('command'))).toHaveLength(2);
    const { paymentId } = await payTo(recipientId);
    const [receipt] = await eventually(async () => {
      const found = await selfEmployed.receipts({ inn: INN }, 'command');
      expect(found).toHaveLength(1);
      return found;
    });
    const receiptId = receipt?.receiptId ?? '';
    expect(receipt).toEqual({
      receiptId,
      status: 'REGISTERED',
      inn: INN,
      amountKopecks: 1005n,
      url: `https://receipts.example/${receiptId}`,
      dealId: undefined,
      paymentId,
      createdAt: expect.any(Date) as Date,
      cancelledAt: undefined,
    });
    await sim('POST', `/receipts/${receiptId}/cancel`);
    const day = new Date().toISOString().slice(0, 10);
    const today = { inn: INN, from: day, to: day };
    expect(await selfEmployed.receipts(today, 'command')).toMatchObject([
      { receiptId, status: 'CANCELLED', cancelledAt: expect.any(Date) as Date },
    ]);
    expect(await selfEmployed.receipts({ inn: INN, to: '2020-01-01' }, 'command')).toEqual([]);
    expect(await selfEmployed.receipts({ dealId: 'd' }, 'command')).toEqual([]);
  });

  it('are where the configuration says, where the bank documents other paths', async () => {
    const paths: (string | undefined)[] = [];
    const elsewhere = createServer(({ url }, response) => {
      paths.push(url);
      response.writeHead(422).end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const away = open({
      TBANK_API_URL: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/base`,
      TBANK_SELF_EMPLOYED_RECIPIENTS_PATH: '/other/create',
      TBANK_SELF_EMPLOYED_LIST_PATH: '/other/list',
      TBANK_SELF_EMPLOYED_RECEIPTS_PATH: '/other/receipts',
    });
    const { selfEmployed } = away.client;
    const refused = { name: 'TBankValidationError' };
    const adding = selfEmployed.add(change('self-employed.add'), PERSON);
    await expect(adding).rejects.toMatchObject(refused);
    await expect(selfEmployed.list(0, 'command')).rejects.toMatchObject(refused);
    await expect(selfEmployed.receipts({ inn: INN }, 'command')).rejects.toMatchObject(refused);
    expect(paths).toEqual(['/base/other/create', '/base/other/list', '/base/other/receipts']);
    away.close();
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it('get a key with every call, and leave a row in the journal for changes only', async () => {
    await database.query('TRUNCATE tbank.bank_calls');
    const { deals, payments, selfEmployed } = connection.client;
    const dealId = await newDeal();
    await deals.get(dealId, 'look-up');
    await collect(payments.all({}, 'reconciliation'));
    await selfEmployed.receipts({ inn: INN }, 'command');
    const keys = (await requests()).map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(4);
    expect(keys).not.toContain(undefined);
    const rows = await database.query<{ operation: string }>(
      'SELECT operation FROM tbank.bank_calls',
    );
    expect(rows).toEqual([{ operation: 'deals.create' }]);
  });

  it.each([
    ['/deals', 'dealId', () => newDeal()],
    ['/deals', 'results[0].status', () => collect(connection.client.deals.all('look-up'))],
    ['/payments', 'purpose', () => payTo('b-1')],
    [
      '/self-employed/receipts',
      'receipts[0].url',
      () => connection.client.selfEmployed.receipts({ inn: INN }, 'command'),
    ],
  ])('at %s are refused when %s is not what the contract says', async (path, field, call) => {
    await newDeal();
    await sim('POST', '/receipts/r-1/cancel', { inn: INN });
    const mistypeFields = [field.replace('[0]', '.0')];
    await sim('PUT', '/faults', { rules: [{ path, mistypeFields }] });
    await expect(call()).rejects.toMatchObject({ name: 'TBankContractError', field });
    await sim('DELETE', '/faults');
  });
});
