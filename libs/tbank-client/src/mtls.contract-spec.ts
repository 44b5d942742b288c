import { type AddressInfo, createServer } from 'node:net';
import { eventually } from '@lk/testing';
import { createTestCa, type TestIdentity } from '../test/certificates';
import { ClientStand, type Environment, FIRST_PAGE, TOKEN } from '../test/client-stand';
import { CredentialFiles, type Files } from '../test/credential-files';
import { type TBankClient } from './tbank-client';

const POLL_MS = 20;

/**
 * Who is let in and what becomes of a call when nobody is. Real: TLS over sockets, files, Postgres. The
 * bank is the simulator's mTLS listener, whose ledger notes the certificate of each request.
 */
describe('the client and mTLS', () => {
  const ca = createTestCa();
  const ours = ca.client();
  const next = ca.client();
  const bank = new CredentialFiles({ ...pem('server', ca.server()), 'ca.pem': ca.cert });
  let files: CredentialFiles;
  let stand: ClientStand;
  let url: string;

  beforeAll(async () => {
    stand = await ClientStand.start({
      SIM_TLS_CERT_PATH: bank.path('server.pem'),
      SIM_TLS_KEY_PATH: bank.path('server.key'),
      SIM_TLS_CLIENT_CA_PATH: bank.path('ca.pem'),
    });
    url = `https://localhost:${await stand.bank.tlsPort()}`;
  });
  afterAll(async () => {
    await stand.stop();
    bank.remove();
  });
  beforeEach(async () => {
    files = new CredentialFiles(folder(ours));
    await stand.begin();
  });
  afterEach(() => {
    stand.end();
    files.remove();
  });

  function folder(identity: TestIdentity, token = TOKEN): Files {
    return { ...pem('client', identity), 'ca.pem': ca.cert, token };
  }

  const ourPaths = () => ({
    TBANK_CERT_PATH: files.path('client.pem'),
    TBANK_KEY_PATH: files.path('client.key'),
  });
  const open = (certificate: Environment = ourPaths(), more: Environment = {}): TBankClient =>
    stand.open({
      TBANK_API_URL: url,
      TBANK_CA_PATH: files.path('ca.pem'),
      TBANK_CREDENTIALS_POLL_MS: String(POLL_MS),
      TBANK_TIMEOUT_MS: '5000',
      ...certificate,
      ...more,
    });
  const read = (client: TBankClient) => client.payments.list({}, FIRST_PAGE, 'look-up');
  const serials = async (): Promise<(string | undefined)[]> =>
    (await stand.bank.requests()).map(({ certificateSerial }) => certificateSerial);

  it('is let in with our certificate', async () => {
    const client = open();
    await stand.pay(stand.change(), { client });
    await read(client);
    expect(await serials()).toEqual([ours.serial, ours.serial]);
  });

  describe('is refused', () => {
    const refusals: [string, () => Environment][] = [
      ['without a certificate', () => ({})],
      [
        'with a certificate of a foreign root',
        () => {
          files.swap({ ...folder(createTestCa('foreign').client()) });
          return ourPaths();
        },
      ],
      [
        'when the server is of a root that we do not know',
        () => {
          files.swap({ ...folder(ours), 'ca.pem': createTestCa('unknown').cert });
          return ourPaths();
        },
      ],
    ];

    it.each(refusals)('%s: unavailable, nothing reaches the bank', async (_what, certificate) => {
      const client = open(certificate());
      await expect(read(client)).rejects.toMatchObject({
        name: 'TBankUnavailableError',
        disposition: 'transient',
        httpStatus: undefined,
      });
      // TLS 1.3 sends before the server has judged our certificate: then a reset may come first.
      await expect(stand.pay(stand.change(), { client })).rejects.toMatchObject({
        name: expect.stringMatching(/^TBank(Unavailable|UnknownOutcome)Error$/) as string,
      });
      expect(await stand.bank.requests()).toEqual([]);
    });

    it('an unknown root of the server leaves no doubt about a change', async () => {
      files.swap({ ...folder(ours), 'ca.pem': createTestCa('unknown').cert });
      const client = open();
      await expect(stand.pay(stand.change(), { client })).rejects.toMatchObject({
        name: 'TBankUnavailableError',
        mayHaveBeenDone: false,
      });
      expect(await stand.journal()).toMatchObject([{ is_open: false, uncertain: false }]);
    });

    // That nothing was sent yet cannot be seen in the error: a change errs to the safe side.
    it('cut during the handshake: a read is unavailable, a change in doubt', async () => {
      const server = createServer((socket) => socket.resetAndDestroy());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const client = open(ourPaths(), { TBANK_API_URL: `https://localhost:${port}` });
      try {
        await expect(read(client)).rejects.toMatchObject({ name: 'TBankUnavailableError' });
        await expect(stand.pay(stand.change(), { client })).rejects.toMatchObject({
          name: 'TBankUnknownOutcomeError',
        });
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    });
  });

  describe('while it runs', () => {
    it('takes a new certificate for the next call; calls under way end with the old', async () => {
      const client = open();
      await read(client);
      await stand.bank.fault({ method: 'POST', answerDelayMs: 1000, times: 1 });
      let hasEnded = false;
      const underWay = stand.pay(stand.change(), { client }).finally(() => (hasEnded = true));
      await eventually(async () => expect(await stand.bank.requests()).toHaveLength(2));
      files.swap(folder(next));
      await eventually(async () => {
        await read(client);
        expect((await serials()).at(-1)).toBe(next.serial);
      });
      expect(hasEnded).toBe(false);
      expect(await underWay).toMatchObject({ status: 'PENDING' });
      expect((await stand.bank.requests()).filter(({ status }) => (status ?? 0) >= 300)).toEqual(
        [],
      );
      expect((await serials()).slice(0, 2)).toEqual([ours.serial, ours.serial]);
    });

    it('keeps the old one while the new one is not whole', async () => {
      const client = open();
      files.swap({ ...folder(next), ...{ 'client.key': ours.key } });
      await eventually(() => expect(stand.logs.join()).toContain('not taken'));
      await read(client);
      expect(await serials()).toEqual([ours.serial]);
      files.swap(folder(next));
      await eventually(async () => {
        await read(client);
        expect((await serials()).at(-1)).toBe(next.serial);
      });
    });

    it('takes a new token: refused with the old, accepted after it was replaced', async () => {
      files.swap(folder(ours, 'token-of-yesterday'));
      const TBANK_API_TOKEN_FILE = files.path('token');
      const client = open(ourPaths(), { TBANK_API_TOKEN: undefined, TBANK_API_TOKEN_FILE });
      const call = stand.change();
      await expect(stand.pay(call, { client })).rejects.toMatchObject({ name: 'TBankAuthError' });
      files.swap(folder(ours));
      await eventually(() => read(client));
      expect(await stand.pay(call, { client })).toMatchObject({ status: 'PENDING' });
    });
  });
});

function pem(name: string, { cert, key }: TestIdentity): Files {
  return { [`${name}.pem`]: cert, [`${name}.key`]: key };
}
