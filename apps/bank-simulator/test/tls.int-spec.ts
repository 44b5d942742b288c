import { randomUUID } from 'node:crypto';
import { type RequestOptions, request } from 'node:https';
import { payoutBody } from './deal-story';
import { API_TOKEN, eventually, RunningSimulator } from './simulator-harness';
import { TestAuthority, writeTestFiles } from './test-certificates';

const SERIAL = '0A1B2C3D4E5F60718293';

/** Real: TLS handshakes over sockets with certificates made for this run. */
describe('the listener with mTLS', () => {
  const authority = new TestAuthority();
  const server = authority.issue('simulator');
  const client = authority.issue('client', { serial: SERIAL });
  const { paths, remove } = writeTestFiles({
    ca: authority.cert,
    cert: server.cert,
    key: server.key,
  });
  const files = {
    SIM_TLS_CERT_PATH: paths.cert ?? '',
    SIM_TLS_KEY_PATH: paths.key ?? '',
    SIM_TLS_CLIENT_CA_PATH: paths.ca ?? '',
  };
  let simulator: RunningSimulator;
  let port: number;

  beforeAll(async () => {
    simulator = await RunningSimulator.start({ ...files, SIM_RATE_LIMIT_ENABLED: 'false' });
    port = (await simulator.sim('GET', '/settings')).body.tlsPort as number;
  });
  afterAll(async () => {
    await simulator.stop();
    remove();
  });
  beforeEach(async () => void (await simulator.sim('POST', '/reset')));

  const trusted = { ca: authority.cert, ...client };

  function call(path: string, tls: RequestOptions, body?: unknown, key: string = randomUUID()) {
    const headers = { authorization: `Bearer ${API_TOKEN}`, 'idempotency-key': key };
    const method = body === undefined ? 'GET' : 'POST';
    const options = { host: '127.0.0.1', port, path, method, headers, agent: false, ...tls };
    return new Promise<number | undefined>((resolve, reject) => {
      const sent = request(options, (response) => {
        response.on('error', reject).resume();
        response.on('end', () => resolve(response.statusCode));
      });
      sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  const payments = '/api/v1/nominal-accounts/payments';

  it('serves the bank and notes the serial number of the certificate', async () => {
    expect(port).toBeGreaterThan(0);
    expect(await call(payments, trusted, payoutBody())).toBe(201);
    await simulator.bank('GET', '/nominal-accounts/payments');
    const rows = await simulator.ledger<{ certificateSerial?: string }>('requests');
    expect(rows.map(({ certificateSerial }) => certificateSerial)).toEqual([SERIAL, undefined]);
    expect(await simulator.ledger('payments')).toHaveLength(1);
  });

  it('still asks for the token, and shows nothing but the bank', async () => {
    expect(await call(payments, { ...trusted, headers: {} })).toBe(401);
    for (const path of ['/_sim/ledger', '/metrics', '/health/live', '/api/v1']) {
      expect(await call(path, trusted)).toBe(404);
    }
    expect(await simulator.ledger('requests')).toHaveLength(1);
  });

  it.each([
    ['no certificate', {}],
    ['a certificate of somebody else', new TestAuthority('stranger').issue('client')],
    [
      'a certificate that has run out',
      authority.issue('old', { notAfter: new Date(Date.now() - 1000) }),
    ],
  ])('refuses the connection with %s', async (_what, identity) => {
    await expect(call(payments, { ca: authority.cert, ...identity })).rejects.toThrow();
    expect(await simulator.ledger('requests')).toEqual([]);
  });

  it.each([
    ['resetConnection', 'after-effect', 'ECONNRESET'],
    ['halfOpen', 'after-effect', 'ECONNRESET'],
    ['partialAnswer', true, 'ECONNRESET'],
  ])('breaks connections here too: %s', async (fault, moment, code) => {
    await simulator.sim('PUT', '/faults', { rules: [{ path: '/', times: 1, [fault]: moment }] });
    const key = randomUUID();
    const failure = call(payments, trusted, payoutBody(), key).catch((error: unknown) => error);
    await eventually(async () => expect(await simulator.ledger('payments')).toHaveLength(1));
    if (fault === 'halfOpen') {
      const held = async () => (await simulator.sim('GET', '/faults')).body.heldConnections;
      await eventually(async () => expect(await held()).toBe(1));
      await simulator.sim('POST', '/reset');
    }
    expect(await failure).toMatchObject({ code });
    if (fault !== 'halfOpen') {
      expect(await call(payments, trusted, payoutBody(), key)).toBe(201);
      expect(await simulator.ledger('payments')).toHaveLength(1);
    }
  });

  it('is not there without its files, needs all three, and stops with the process', async () => {
    const plain = await RunningSimulator.start();
    expect((await plain.sim('GET', '/settings')).body.tlsPort).toBeNull();
    await plain.stop();
    const two = { ...files, SIM_TLS_KEY_PATH: '' };
    await expect(RunningSimulator.start(two)).rejects.toThrow('SIM_TLS_KEY_PATH');
    const stopping = await RunningSimulator.start(files);
    const stoppedPort = (await stopping.sim('GET', '/settings')).body.tlsPort as number;
    expect(await call(payments, { ...trusted, port: stoppedPort })).toBe(200);
    await stopping.shutDown();
    await expect(call(payments, { ...trusted, port: stoppedPort })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
