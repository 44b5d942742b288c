import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ACCOUNT, ClientStand, FIRST_PAGE } from '../test/client-stand';
import { changingCall } from './bank-call';
import { type TBankClient } from './tbank-client';

const CANARY = 'canary-500100732259';
const TERMS = { type: 'REGULAR', beneficiaryId: 'b', accountNumber: ACCOUNT, purpose: 'Fee' };
const PAYMENT = { ...TERMS, paymentId: 'p', amount: 1.5, status: 'PENDING' };

/** Real: sockets, Postgres. The bank is a bare server, which answers what the simulator never would. */
describe('answers that are not what the contract says', () => {
  let stand: ClientStand;
  let server: Server;
  let answer: unknown;
  let client: TBankClient;

  beforeAll(async () => {
    stand = await ClientStand.start();
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await stand.stop();
  });
  beforeEach(async () => {
    await stand.begin();
    const { port } = server.address() as AddressInfo;
    client = stand.open({ TBANK_API_URL: `http://127.0.0.1:${port}` });
  });
  afterEach(() => stand.end());

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
    const paying = stand.pay(stand.change(), { client });
    const failure = await paying.catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: 'TBankContractError',
      code: 'BANK_CONTRACT',
      disposition: 'invariant',
      field,
      safeDetails: { field },
      mayHaveBeenDone: true,
    });
    const told = JSON.stringify([{ ...(failure as object) }, (failure as Error).message]);
    expect(told + stand.logs.join() + JSON.stringify(stand.alerts)).not.toContain('canary');
    expect(await stand.journal()).toMatchObject([{ outcome: 'BANK_CONTRACT', is_open: true }]);
  });

  it('are alerted once for all calls of their kind', async () => {
    answer = { ...PAYMENT, amount: null };
    for (let i = 0; i < 3; i += 1) {
      await expect(stand.pay(stand.change(), { client })).rejects.toThrow();
    }
    expect(stand.alerts).toMatchObject([
      {
        code: 'BANK_CONTRACT',
        severity: 'critical',
        details: { operation: 'payments.create', field: 'amount' },
      },
    ]);
  });

  it.each([
    ['total', { results: [] }],
    ['total', { total: -1, results: [] }],
    ['results', { total: 1, results: 'x' }],
    ['results[1].status', { total: 2, results: [PAYMENT, { ...PAYMENT, status: null }] }],
    ['results[0]', { total: 1, results: [null] }],
  ])('are named by their place in a page: %s', async (field, body) => {
    answer = body;
    const reading = client.payments.list({}, FIRST_PAGE, 'look-up');
    await expect(reading).rejects.toMatchObject({ field, mayHaveBeenDone: false });
  });

  it('may leave out what is optional, and write ids as numbers', async () => {
    answer = { recipients: [{ id: 7, status: 'ACTIVE', inn: null }], extra: 1 };
    expect(await client.selfEmployed.list(0, 'command')).toEqual([
      { recipientId: '7', status: 'ACTIVE', selfEmployedStatus: undefined, inn: undefined },
    ]);
    answer = {};
    expect(await client.selfEmployed.list(0, 'command')).toEqual([]);
    answer = '';
    const accepted = client.deals.accept(changingCall('deals.accept', 'd'), 'd');
    expect(await accepted).toBeUndefined();
  });
});
