import { type Problem } from '@lk/platform';
import { type SessionView } from '../src/access/session.controller';
import { AccessStand, type Answer } from './access-stand';
import { IdentityProvider, type TokenOptions } from './identity-provider';

const NOTE = '/api/dead-letter-groups/unknown/note';
const PUBLIC_URL = 'https://ops.example.org';

let stand: AccessStand;
let provider: IdentityProvider;
beforeAll(async () => {
  provider = await IdentityProvider.start();
  stand = await AccessStand.open({ ...provider.environment, OPS_PUBLIC_URL: PUBLIC_URL });
});
afterAll(async () => {
  await stand.close();
  await provider.stop();
});

describe('tokens of an identity provider', () => {
  it('give the role of their claim, and a name', async () => {
    const answer = await stand.as<SessionView>(await provider.token(), 'GET', '/api/session');
    expect(answer).toMatchObject({
      status: 200,
      body: { principal: { id: 'oidc:u-1', name: 'olga', role: 'operator', via: 'oidc' } },
    });
    expect((await stand.as(await provider.token(), 'PUT', NOTE, { text: 'x' })).status).toBe(404);
    expect((await stand.as(await provider.token(), 'GET', '/api/tokens')).status).toBe(403);
  });

  it('ask for the keys once, not for each token', async () => {
    for (let n = 0; n < 5; n += 1) await stand.as(await provider.token(), 'GET', '/api/session');
    expect(provider.asked.filter((path) => path === '/keys')).toHaveLength(1);
  });

  it.each<[string, TokenOptions]>([
    ['are over', { expiresIn: -60 }],
    ['are for another audience', { audience: 'another-api' }],
    ['are from another issuer', { issuer: 'https://evil.example.org' }],
    ['are signed with another key', { forged: true }],
    ['are not valid yet', { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
    ['are for nobody', { claims: { sub: undefined } }],
  ])('are refused when they %s', async (_what, options) => {
    const answer = await stand.as(await provider.token(options), 'GET', '/api/session');
    expect(answer.status).toBe(401);
  });

  it('are refused without a signature, or with one made of the public key', async () => {
    const [, payload = ''] = (await provider.token()).split('.');
    const header = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'HS256']) {
      const token = `${header({ alg, kid: 'one' })}.${payload}.${header({})}`;
      expect((await stand.as(token, 'GET', '/api/session')).status).toBe(401);
    }
  });

  it('give nothing to somebody without a role here', async () => {
    const token = await provider.token({ claims: { realm_access: { roles: ['admin'] } } });
    const answer = await stand.as<Problem>(token, 'GET', '/api/dead-letters');
    expect(answer).toMatchObject({
      status: 403,
      body: { detail: 'Your account has no role here' },
    });
  });

  it('are not refused as wrong when the keys cannot be had', async () => {
    const lonely = await stand.start({
      ...provider.environment,
      OPS_PUBLIC_URL: PUBLIC_URL,
      OPS_OIDC_JWKS_URL: 'http://127.0.0.1:1/keys',
    });
    const headers = { authorization: `Bearer ${await provider.token()}` };
    const answer = await stand.call('GET', '/api/session', { headers, url: lonely.url });
    expect(answer.status).toBe(503);
  });
});

describe('log-in with an identity provider', () => {
  const begin = async (path = '/api/auth/oidc/login?returnTo=/groups/7?by=queue') => {
    const answer = await stand.call('GET', path);
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    return { answer, cookie, address: answer.headers.get('location') ?? '' };
  };
  const comeBack = (back: URL, cookie: string): Promise<Answer<Problem>> =>
    stand.call('GET', back.pathname + back.search, { headers: { cookie } });
  const sessionCookieOf = ({ headers }: Answer<unknown>) =>
    headers.getSetCookie().find((cookie) => cookie.startsWith('lk_ops_session='));

  it('is told to the page', async () => {
    const methods = await stand.call('GET', '/api/auth/methods');
    expect(methods.body).toEqual({ token: true, oidc: { loginUrl: '/api/auth/oidc/login' } });
  });

  it('sends a challenge, keeps its secret in the browser, and ends in a session', async () => {
    const { answer, cookie, address } = await begin();
    expect(answer.status).toBe(302);
    const flow = answer.headers.get('set-cookie') ?? '';
    expect(flow).toMatch(/Max-Age=600; Path=\/api\/auth\/oidc; HttpOnly; Secure; SameSite=Lax/);
    expect(Object.fromEntries(new URL(address).searchParams)).toMatchObject({
      ...{ tenant: '1', response_type: 'code', client_id: 'ops-page', scope: 'openid profile' },
      redirect_uri: `${PUBLIC_URL}/api/auth/oidc/callback`,
      code_challenge_method: 'S256',
    });
    const back = await comeBack(await provider.logIn(address), cookie);
    expect(back.status).toBe(302);
    expect(back.headers.get('location')).toBe('/groups/7?by=queue');
    const [session = ''] = sessionCookieOf(back)?.split(';') ?? [];
    const shown = await stand.call<SessionView>('GET', '/api/session', {
      headers: { cookie: session },
    });
    expect(shown.body.principal).toEqual({
      ...{ id: 'oidc:u-1', name: 'olga', role: 'operator', via: 'session' },
    });
    const basic = Buffer.from('ops-page:sample%3Asecret%20of%20the%20page').toString('base64');
    expect(provider.lastExchange?.authorization).toBe(`Basic ${basic}`);
    expect(provider.lastExchange?.form.has('client_secret')).toBe(false);
    const [record] = await stand.records();
    expect(record).toMatchObject({ action: 'session.open', details: { by: 'oidc' } });
  });

  it.each<[string, (back: URL) => void, TokenOptions, string]>([
    ['another state', (back) => back.searchParams.set('state', 'x'), {}, 'refused'],
    ['no code', (back) => back.searchParams.delete('code'), {}, 'refused'],
    ['a wrong code', (back) => back.searchParams.set('code', 'x'), {}, 'refused'],
    ['the nonce of another log-in', () => undefined, { claims: { nonce: 'x' } }, 'refused'],
    ['a token for another client', () => undefined, { audience: 'ops-api' }, 'refused'],
    ['a token of another key', () => undefined, { forged: true }, 'refused'],
    ['no role', () => undefined, { claims: { realm_access: {} } }, 'no-role'],
  ])('is refused with %s, and that is recorded', async (_what, spoil, options, problem) => {
    const { cookie, address } = await begin();
    const back = await provider.logIn(address, options);
    spoil(back);
    const answer = await comeBack(back, cookie);
    expect(answer.headers.get('location')).toBe(`/sign-in?problem=${problem}`);
    expect(sessionCookieOf(answer)).toBeUndefined();
    const [record] = await stand.records();
    expect(record).toMatchObject({ action: 'session.open', outcome: 'refused' });
  });

  it('is refused in another browser than the one it began in', async () => {
    const [victim, attacker] = [await begin(), await begin()];
    const back = await provider.logIn(attacker.address);
    for (const cookie of [victim.cookie, '', 'lk_ops_oidc=rubbish']) {
      const answer = await comeBack(back, cookie);
      expect(answer.headers.get('location')).toBe('/sign-in?problem=refused');
    }
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/a\r\nset-cookie: x'])(
    'never sends anybody to %j',
    async (wanted) => {
      const path = `/api/auth/oidc/login?returnTo=${encodeURIComponent(wanted)}`;
      const { cookie, address } = await begin(path);
      const answer = await comeBack(await provider.logIn(address), cookie);
      expect(answer.headers.get('location')).toBe('/');
    },
  );
});
