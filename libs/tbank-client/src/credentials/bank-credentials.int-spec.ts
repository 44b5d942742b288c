import { AppLogger, ConfigError, createService, ServiceConfig } from '@lk/platform';
import { eventually } from '@lk/testing';
import { Module } from '@nestjs/common';
import axios, { type AxiosResponse } from 'axios';
import { createTestCa, type TestCa, type TestIdentity } from '../../test/certificates';
import { CredentialFiles } from '../../test/credential-files';
import { MtlsServer } from '../../test/mtls-server';
import { BankCredentials, type CredentialsConfig } from './bank-credentials';

const ALL = { cert: 'cert', key: 'key', ca: 'ca', token: 'token' };

/** Over real TLS: the server demands a client certificate of its CA and tells which one it saw. */
describe('BankCredentials over mTLS', () => {
  let ca: TestCa;
  let server: MtlsServer;
  let first: TestIdentity;
  let second: TestIdentity;
  let files: CredentialFiles;
  let credentials: BankCredentials;

  beforeAll(() => {
    ca = createTestCa();
    first = ca.client();
    second = ca.client();
  });
  beforeEach(async () => {
    server = await MtlsServer.start(ca);
    files = new CredentialFiles(filesOf(first));
    credentials = load(files.config(ALL));
    credentials.start();
  });
  afterEach(async () => {
    credentials.stop();
    await server.stop();
    files.remove();
  });

  const load = (config: CredentialsConfig): BankCredentials =>
    BankCredentials.load(config, { logger: new AppLogger('test', 'silent') });

  function filesOf({ cert, key }: TestIdentity, token = 'token-one') {
    return { cert, key, token, ca: ca.cert };
  }

  /** As the transport does it: credentials are asked for at the moment of sending. */
  function get(path: string, by = credentials): Promise<AxiosResponse> {
    const headers = { authorization: `Bearer ${by.token}` };
    return axios.get(server.url + path, { headers, httpsAgent: by.httpsAgent, proxy: false });
  }
  const post = (path: string, by: BankCredentials): Promise<AxiosResponse> =>
    axios.post(server.url + path, { a: 1 }, { httpsAgent: by.httpsAgent, proxy: false });

  /**
   * In TLS 1.3 the server judges the certificate when the client has already begun to send: OpenSSL
   * sends an alert when there is none, Node only closes the connection when it is a foreign one.
   */
  const refusal = expect.stringMatching(
    /^(ERR_SSL_.*_ALERT_(CERTIFICATE_REQUIRED|UNKNOWN_CA)|ECONNRESET|EPIPE)$/,
  ) as unknown;

  it('is let in with our certificate and token, on one connection', async () => {
    await get('/a');
    await get('/b');
    const shown = { serial: first.serial, authorization: 'Bearer token-one' };
    expect(server.seen).toEqual([
      { path: '/a', ...shown },
      { path: '/b', ...shown },
    ]);
    expect(server.openConnections).toBe(1);
  });

  it('is refused without a certificate, before the request is read', async () => {
    const without = load(files.config({ ca: 'ca' }));
    for (const send of [get, post]) {
      await expect(send('/a', without)).rejects.toMatchObject({ code: refusal });
    }
    expect(server.seen).toEqual([]);
  });

  it('is refused with a certificate of somebody else, before the request is read', async () => {
    const foreign = createTestCa().client();
    const mounted = new CredentialFiles({ ...filesOf(foreign) });
    const refused = load(mounted.config(ALL));
    for (const send of [get, post]) {
      await expect(send('/a', refused)).rejects.toMatchObject({ code: refusal });
    }
    expect(server.seen).toEqual([]);
    mounted.remove();
  });

  it('does not talk to a server of another root', async () => {
    const mounted = new CredentialFiles({ ...filesOf(first), ca: createTestCa().cert });
    const wary = load(mounted.config(ALL));
    await expect(get('/a', wary)).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO_VERIFY|CERT/) as unknown,
    });
    expect(server.seen).toEqual([]);
    mounted.remove();
  });

  it('shows a replaced certificate at the next request, while an old request ends in peace', async () => {
    const slow = get('/slow');
    await get('/idle');
    await eventually(() => expect([server.held, server.openConnections]).toEqual([1, 2]));
    files.swap(filesOf(second));
    await eventually(async () => {
      await get('/next');
      expect(server.seen.at(-1)).toMatchObject({ path: '/next', serial: second.serial });
    });
    // The idle connection of the old agent is closed, the busy one not: it and the new one are left.
    await eventually(() => expect(server.openConnections).toBe(2));
    expect(server.held).toBe(1);
    server.release();
    expect((await slow).data).toBe('done');
    await eventually(() => expect(server.openConnections).toBe(1));
    expect(server.seen[0]).toMatchObject({ path: '/slow', serial: first.serial });
  });

  it('serves the requests that waited for a connection of the old agent', async () => {
    const narrow = BankCredentials.load(files.config(ALL), {
      logger: new AppLogger('test', 'silent'),
      maxSockets: 1,
    });
    const [slow, waiting] = [get('/slow', narrow), get('/waiting', narrow)];
    await eventually(() => expect(server.held).toBe(1));
    files.swap(filesOf(second));
    narrow.refresh();
    await get('/new', narrow);
    server.release();
    expect((await Promise.all([slow, waiting])).map(({ status }) => status)).toEqual([200, 200]);
    expect(server.seen.map(({ path, serial }) => [path, serial])).toEqual([
      ['/slow', first.serial],
      ['/new', second.serial],
      ['/waiting', first.serial],
    ]);
    narrow.stop();
    await eventually(() => expect(server.openConnections).toBe(0));
  });

  it('keeps on with the old pair while the new one is half written', async () => {
    files.swap({ ...filesOf(first), cert: second.cert, token: 'token-two' });
    // The token of the same swap is taken, so the pair was looked at too.
    await eventually(() => expect(credentials.token).toBe('token-two'));
    await get('/a');
    expect(server.seen).toEqual([
      { path: '/a', serial: first.serial, authorization: 'Bearer token-two' },
    ]);
    files.swap(filesOf(second, 'token-two'));
    await eventually(async () => {
      await get('/b');
      expect(server.seen.at(-1)?.serial).toBe(second.serial);
    });
  });

  it('sends a new token of the file with the next request', async () => {
    await get('/a');
    files.swap(filesOf(first, 'token-two'));
    await eventually(async () => {
      await get('/b');
      expect(server.seen.at(-1)).toMatchObject({ authorization: 'Bearer token-two' });
    });
    expect(server.seen[0]).toMatchObject({ authorization: 'Bearer token-one' });
  });

  it('ends the start of a service as every wrong configuration does', async () => {
    const config = files.config({ cert: 'cert', key: 'none' });
    @Module({ providers: [{ provide: BankCredentials, useFactory: () => load(config) }] })
    class SampleModule {}
    const definition = { name: 'sample', configs: [ServiceConfig], module: SampleModule };
    const lines: string[] = [];
    const logger = new AppLogger('sample', 'debug', { write: (line) => void lines.push(line) });
    const starting = createService(definition, {}, logger);
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow('TBANK_KEY_PATH names a file that cannot be read');
    expect(lines.join()).not.toContain(files.path(''));
  });

  it('looks no more after stop, and closes what is idle', async () => {
    await get('/a');
    credentials.stop();
    await eventually(() => expect(server.openConnections).toBe(0));
    files.swap(filesOf(second, 'token-two'));
    const other = load(files.config(ALL));
    other.start();
    files.swap(filesOf(first, 'token-three'));
    // Ours had as much time to look as another one needed.
    await eventually(() => expect(other.token).toBe('token-three'));
    expect(credentials.token).toBe('token-one');
    other.stop();
  });
});
