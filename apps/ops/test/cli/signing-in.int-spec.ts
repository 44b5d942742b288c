import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { OpsApiDouble, problem } from './ops-api-double';
import { TbankOps } from './run-tbank-ops';

const ONE_TIME = 'one-time-token-0123456789';
const PRINCIPAL = { id: 'token:anna', name: 'anna', role: 'operator', via: 'session' };
const SESSION = { principal: PRINCIPAL, csrfToken: 'csrf-1', expiresAt: '2026-12-01T00:00:00Z' };
const COOKIE = 'lk_ops_session=s3cret';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Real: the process, HTTP, the file of sign-ins. A double: the ops service. */
describe('tbank-ops, signing in and being refused', () => {
  const api = new OpsApiDouble();
  let ops: TbankOps;

  beforeAll(() => api.start());
  beforeEach(() => {
    api.reset();
    ops = new TbankOps({ OPS_URL: api.url });
    api.when('POST /session', {
      status: 201,
      body: SESSION,
      headers: { 'set-cookie': `${COOKIE}; HttpOnly; SameSite=Strict; Path=/` },
    });
  });
  afterEach(() => ops.remove());
  afterAll(() => api.stop());

  const logIn = () => ops.run(['login'], { input: `${ONE_TIME}\n` });

  it('trades a token for a session, keeps the session for this user only, and never the token', async () => {
    const { exitCode, stdout, stderr } = await logIn();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('anna');
    expect(stdout + stderr).not.toContain(ONE_TIME);
    expect(api.requests[0]?.body).toEqual({ token: ONE_TIME });
    const file = join(ops.home, '.config', 'tbank-ops', 'sessions.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain(ONE_TIME);
  });

  it('comes with the session afterwards, and with the token against forgery where it changes something', async () => {
    await logIn();
    api.when('GET /session', { body: SESSION });
    api.when('POST /events/e-1/redeliver', { body: {} });
    const who = await ops.run(['whoami', '--json']);
    expect(who.stdout).toContain('operator');
    expect(who.stdout).not.toContain('csrf-1');
    await ops.run(['events', 'redeliver', 'e-1', '--reason', 'INC-7']);
    const [, read, change] = api.requests;
    expect(read?.headers).toMatchObject({ cookie: COOKIE });
    expect(read?.headers['x-csrf-token']).toBeUndefined();
    expect(change?.headers).toMatchObject({ cookie: COOKIE, 'x-csrf-token': 'csrf-1' });
  });

  it('knows the address of the last sign-in, and nothing after a sign-out', async () => {
    await logIn();
    api.when('GET /dead-letters', { body: { deadLetters: [], next: null } });
    api.when('DELETE /session', { status: 204 });
    const away = { env: { OPS_URL: undefined } };
    expect(await ops.run(['dlq', 'list'], away)).toMatchObject({ exitCode: 0 });
    expect(await ops.run(['logout'])).toMatchObject({ exitCode: 0 });
    expect(api.asked('DELETE', '/session')[0]?.headers).toMatchObject({ cookie: COOKIE });
    const after = await ops.run(['dlq', 'list'], away);
    expect(after.exitCode).toBe(2);
    expect(after.stderr).toContain('Set OPS_URL');
  });

  it('reads OPS_TOKEN_FILE, and gives a token that came with an address to that address only', async () => {
    api.when('GET /dead-letters', { body: { deadLetters: [], next: null } });
    await ops.run(['dlq', 'list'], { env: { INTERNAL_API_TOKEN: 'internal' } });
    await ops.run(['dlq', 'list', '--url', `${api.url}/`], {
      env: { INTERNAL_API_TOKEN: 'internal' },
    });
    const elsewhere = { OPS_URL: 'http://127.0.0.1:9', INTERNAL_API_TOKEN: 'internal' };
    await ops.run(['dlq', 'list', '--url', api.url], { env: elsewhere });
    expect(api.requests.map(({ headers }) => headers.authorization)).toEqual([
      ...['Bearer internal', 'Bearer internal', undefined],
    ]);
  });

  it.each([
    [401, 'any', 1, ['not signed in', 'tbank-ops login --url']],
    [403, 'The role operator is needed', 4, ['The role operator is needed', 'tbank-ops whoami']],
    [404, 'There is no such dead letter', 1, ['There is no such dead letter']],
    [409, 'The job has ended', 1, ['The job has ended']],
    [422, 'The outcome at the bank is unknown', 4, ['The outcome at the bank is unknown']],
    [429, 'Too many attempts', 1, ['Wait a minute']],
    [400, 'limit must not be greater than 500', 2, ['limit must not be greater']],
    [503, 'Not ready', 1, ['not ready']],
  ])('explains %i', async (status, detail, exitCode, texts) => {
    api.when('GET /dead-letters', problem(status, detail));
    const ended = await ops.run(['dlq', 'list']);
    expect({ exitCode: ended.exitCode, stdout: ended.stdout }).toEqual({ exitCode, stdout: '' });
    for (const text of texts) expect(ended.stderr).toContain(text);
  });

  it('says that a one-time token works once', async () => {
    api.when('POST /session', problem(401, 'The token is not valid, or was used up'));
    const { exitCode, stderr } = await logIn();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('works once');
  });

  it('says what to look at when nobody answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { exitCode, stderr } = await ops.run(['dlq', 'stats', '--url', url]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Cannot reach the ops service at ${url} (ECONNREFUSED)`);
    expect(stderr).toContain('npm start');
  });

  it.each([
    ['a web page', { text: '<html></html>', headers: { 'content-type': 'text/html' } }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
  ])('is not fooled by %s', async (_what, answer) => {
    api.when('GET /dead-letters/stats', answer);
    const { exitCode, stderr } = await ops.run(['dlq', 'stats']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is not the API of the ops service');
  });
});
