import { eventually } from '@lk/testing';
import { type Problem } from '@lk/platform';
import { type SessionView } from '../src/access/session.controller';
import { newToken } from '../src/access/secrets';
import { type GroupListView } from '../src/adapters/dead-letter-groups.controller';
import { type TokenListView } from '../src/access/tokens.controller';
import { AccessStand } from './access-stand';

const INTERNAL = 'sample-internal-token';
const NOTE = '/api/dead-letter-groups/unknown/note';

let stand: AccessStand;
const local = newToken();
beforeAll(async () => {
  stand = await AccessStand.open({ OPS_LOCAL_SIGN_IN_TOKEN: local });
});
afterAll(() => stand.close());

describe('AccessGuard', () => {
  it('lets nobody unknown in, and leaves health and metrics open', async () => {
    const paths = ['/api/dead-letters', '/api/dead-letter-groups', '/api/audit', '/api/session'];
    for (const path of paths) {
      const answer = await stand.call<Problem>('GET', path);
      expect(answer).toMatchObject({ status: 401, body: { title: 'Unauthorized' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      const wrong = await stand.as('lkops_wrong', 'GET', path);
      expect(wrong.status).toBe(401);
    }
    for (const path of ['/health/live', '/metrics', '/api/auth/methods']) {
      expect((await stand.call('GET', path)).status).toBe(200);
    }
    await eventually(async () => {
      expect((await stand.call('GET', '/health/ready')).status).toBe(200);
    });
  });

  it('takes the shared token of the services for a viewer', async () => {
    const answer = await stand.as<SessionView>(INTERNAL, 'GET', '/api/session');
    expect(answer.body.principal).toEqual({
      ...{ id: 'internal', name: 'internal', role: 'viewer', via: 'internal' },
    });
    expect((await stand.as(INTERNAL, 'GET', '/api/dead-letters')).status).toBe(200);
    expect((await stand.as(INTERNAL, 'PUT', NOTE, { text: 'x' })).status).toBe(403);
  });

  it('lets a viewer change nothing, says what it takes, and records that he tried', async () => {
    const { token } = await stand.issue('Vera', 'viewer');
    const answer = await stand.as<Problem>(token, 'PUT', NOTE, { text: 'x' });
    expect(answer).toMatchObject({ status: 403, body: { detail: 'This needs the role operator' } });
    expect((await stand.as(token, 'POST', '/api/tokens', {})).status).toBe(403);
    const [second, first] = await stand.records();
    expect(first).toMatchObject({
      actor: { id: 'token:vera', name: 'Vera', role: 'viewer', via: 'token' },
      action: 'access',
      subject: 'PUT /api/dead-letter-groups/:fingerprint/note',
      outcome: 'refused',
      details: { cause: 'role', needed: 'operator' },
    });
    expect(second?.details).toEqual({ cause: 'role', needed: 'admin' });
  });

  it('lets each role do what the ones before it may', async () => {
    const { token: operator } = await stand.issue('Oleg', 'operator');
    const { token: approver } = await stand.issue('Anna', 'approver');
    for (const token of [operator, approver, stand.bootstrap]) {
      expect((await stand.as(token, 'PUT', NOTE, { text: 'x' })).status).toBe(404);
    }
    expect((await stand.as(approver, 'GET', '/api/tokens')).status).toBe(403);
  });
});

describe('tokens', () => {
  it('are shown once and kept as a hash, with when they were used', async () => {
    const { token, id } = await stand.issue('Olga', 'operator');
    expect(token).toMatch(/^lkops_[\w-]{43}$/);
    expect((await stand.as(token, 'GET', '/api/session')).status).toBe(200);
    const { body } = await stand.as<TokenListView>(stand.bootstrap, 'GET', '/api/tokens');
    const listed = body.tokens.find((view) => view.id === id);
    expect(listed).toMatchObject({ name: 'Olga', role: 'operator', createdBy: 'bootstrap' });
    expect(listed?.lastUsedAt).not.toBeNull();
    const tables = ['tokens', 'sessions', 'audit_log', 'spent_sign_in_tokens'];
    for (const table of tables) {
      const rows = await stand.database.query(`SELECT x::text FROM ${table} x`);
      expect(JSON.stringify(rows)).not.toContain(token);
    }
    expect(JSON.stringify([body, stand.services[0]?.logs])).not.toContain(token);
  });

  it('end when they are revoked or over, with the sessions that they opened', async () => {
    const { token, id } = await stand.issue('Pavel', 'operator');
    const { token: old, id: oldId } = await stand.issue('Petr', 'operator');
    const browsers = [await stand.signIn(token), await stand.signIn(old)];
    const path = `/api/tokens/${id}`;
    expect((await stand.as(stand.bootstrap, 'DELETE', path)).status).toBe(204);
    expect((await stand.as(stand.bootstrap, 'DELETE', path)).status).toBe(404);
    await stand.database.query(
      `UPDATE tokens SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [oldId],
    );
    for (const gone of [token, old]) {
      expect((await stand.as(gone, 'GET', '/api/session')).status).toBe(401);
      const body = { token: gone };
      expect((await stand.call('POST', '/api/session', { body })).status).toBe(401);
    }
    for (const { cookie } of browsers) {
      expect((await stand.call('GET', '/api/session', { headers: { cookie } })).status).toBe(401);
    }
  });

  it('of one name are one person, also when a new one replaces the old', async () => {
    const tokens = [await stand.issue('Nina', 'operator'), await stand.issue('NINA', 'approver')];
    const ids = tokens.map(async ({ token }) => {
      return (await stand.as<SessionView>(token, 'GET', '/api/session')).body.principal.id;
    });
    expect(await Promise.all(ids)).toEqual(['token:nina', 'token:nina']);
  });

  it.each([
    { name: '', role: 'viewer' },
    { name: 'x', role: 'root' },
    { name: 'x', role: 'viewer', expiresInDays: 0 },
    { name: 'a\nb', role: 'viewer' },
    { name: 'x', role: 'viewer', more: 1 },
  ])('are not issued for %j', async (body) => {
    expect((await stand.as(stand.bootstrap, 'POST', '/api/tokens', body)).status).toBe(400);
  });
});

describe('the note of a group', () => {
  it('is signed with who is signed in, not with what the body says, and recorded', async () => {
    await stand.database.query(
      `INSERT INTO dead_letter_groups (fingerprint, queue, kind, error_code, sample_message,
         total_count, open_count, replaying_count, open_kopecks, first_failed_at, last_failed_at)
       VALUES ('f1', 'deal.events', 'event', 'E', 'Failed', 1, 1, 0, 0, now(), now())`,
    );
    const { token } = await stand.issue('Olesya', 'operator');
    const path = '/api/dead-letter-groups/f1/note';
    const forged = await stand.as(token, 'PUT', path, { text: 'Known', by: 'Anna' });
    expect(forged.status).toBe(400);
    expect((await stand.as(token, 'PUT', path, { text: 'Known' })).status).toBe(204);
    const listed = await stand.as<GroupListView>(token, 'GET', '/api/dead-letter-groups');
    expect(listed.body.groups[0]).toMatchObject({ note: 'Known', noteBy: 'Olesya' });
    expect((await stand.as(token, 'PUT', path, { text: ' ' })).status).toBe(204);
    const [cleared, written] = await stand.records();
    expect(cleared?.action).toBe('group.clear-note');
    expect(written).toMatchObject({
      actor: { id: 'token:olesya' },
      action: 'group.write-note',
      subject: 'group:f1',
      details: {},
    });
  });
});

describe('sessions', () => {
  it('are cookies that no script reads and no other site sends', async () => {
    const body = { token: stand.bootstrap };
    const answer = await stand.call<SessionView>('POST', '/api/session', { body });
    expect(answer.body.principal).toMatchObject({ role: 'admin', via: 'session' });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^lk_ops_session=[\w-]{43}; Path=\/; Expires=.+; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { headers } = await stand.call('POST', '/api/session', { body, url: await secureUrl() });
    expect(headers.get('set-cookie')).toContain('; Secure;');
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
  });

  const secureUrl = async (): Promise<string> =>
    (await stand.start({ OPS_PUBLIC_URL: 'https://ops.example.org' })).url;

  it('change nothing without the CSRF token or from another origin, and that is recorded', async () => {
    const { cookie, change } = await stand.signIn(stand.bootstrap);
    const put = (headers: Record<string, string>) =>
      stand.call<Problem>('PUT', NOTE, { headers, body: { text: 'x' } });
    expect((await put({ cookie })).status).toBe(403);
    expect((await put({ cookie, 'x-csrf-token': 'x'.repeat(43) })).status).toBe(403);
    const foreign = await put({ ...change, origin: 'https://evil.example.org' });
    expect(foreign.status).toBe(403);
    expect((await put({ ...change, origin: 'null' })).status).toBe(403);
    expect((await put({ ...change, origin: stand.url })).status).toBe(404);
    expect((await put(change)).status).toBe(404);
    const causes = (await stand.records()).slice(0, 4).map(({ details }) => details.cause);
    expect(causes).toEqual(['origin', 'origin', 'csrf', 'csrf']);
  });

  it('give another session another CSRF token, and a read needs none', async () => {
    const [one, other] = [await stand.signIn(stand.bootstrap), await stand.signIn(stand.bootstrap)];
    const mixed = { cookie: one.cookie, 'x-csrf-token': other.view.csrfToken ?? '' };
    const answer = await stand.call('PUT', NOTE, { headers: mixed, body: { text: 'x' } });
    expect(answer.status).toBe(403);
    const headers = { cookie: one.cookie };
    const shown = await stand.call<SessionView>('GET', '/api/session', { headers });
    expect(shown.body).toEqual(one.view);
  });

  it('end at log-out, after the last hour, and when nobody uses them', async () => {
    const [left, over, idle] = [
      await stand.signIn(stand.bootstrap),
      await stand.signIn(stand.bootstrap),
      await stand.signIn(stand.bootstrap),
    ];
    const status = async ({ cookie }: { cookie: string }) =>
      (await stand.call('GET', '/api/session', { headers: { cookie } })).status;
    expect((await stand.call('DELETE', '/api/session', { headers: left.change })).status).toBe(204);
    expect(await status(left)).toBe(401);
    const age = (column: string, interval: string, { view }: { view: SessionView }) =>
      stand.database.query(
        `UPDATE sessions SET ${column} = now() - interval '${interval}' WHERE expires_at = $1`,
        [view.expiresAt],
      );
    await age('expires_at', '1 second', over);
    expect(await status(over)).toBe(401);
    expect(await status(idle)).toBe(200);
    await age('last_used_at', '59 minutes', idle);
    expect(await status(idle)).toBe(200);
    await age('last_used_at', '61 minutes', idle);
    expect(await status(idle)).toBe(401);
  });

  it('are not opened from another site', async () => {
    const options = {
      body: { token: stand.bootstrap },
      headers: { origin: 'https://evil.example' },
    };
    expect((await stand.call('POST', '/api/session', options)).status).toBe(403);
  });

  it('are opened once by the one-time local token, whichever copy is asked first', async () => {
    const other = await stand.start({ OPS_LOCAL_SIGN_IN_TOKEN: local });
    const body = { token: local };
    const open = (url: string) => stand.call<SessionView>('POST', '/api/session', { body, url });
    const answers = await Promise.all([stand.url, other.url, stand.url, other.url].map(open));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401]);
    const signedIn = answers.find(({ status }) => status === 201);
    expect(signedIn?.body.principal).toMatchObject({ id: 'bootstrap', role: 'admin' });
    // It is no Bearer token either.
    expect((await stand.as(local, 'GET', '/api/session')).status).toBe(401);
    expect(JSON.stringify([stand.services[0]?.logs, other.logs])).not.toContain(local);
  });

  it('leave a record of every log-in and every wrong token', async () => {
    await stand.call('POST', '/api/session', { body: { token: 'wrong' } });
    await stand.signIn(stand.bootstrap);
    const [allowed, refused] = await stand.records();
    expect(allowed).toMatchObject({ action: 'session.open', outcome: 'allowed' });
    expect(refused).toMatchObject({
      action: 'session.open',
      outcome: 'refused',
      actor: { id: 'anonymous' },
      details: { by: 'token', cause: 'unknown' },
    });
  });
});

describe('SignInLimiter', () => {
  it('counts over all copies, per address and for all, and lets the next minute in', async () => {
    await stand.database.query('DELETE FROM sign_in_attempts');
    const limits = { OPS_SIGN_INS_PER_MINUTE: '3', OPS_SIGN_INS_PER_MINUTE_OF_ALL: '5' };
    const proxied = { ...limits, TRUSTED_PROXIES: '127.0.0.1' };
    const copies = [await stand.start(proxied), await stand.start(proxied)];
    const attempt = async (copy: number, address: string) => {
      const headers = { 'x-forwarded-for': address };
      const options = { headers, body: { token: 'wrong' }, url: copies[copy]?.url };
      return stand.call<Problem>('POST', '/api/session', options);
    };
    const statuses: number[] = [];
    for (const copy of [0, 1, 0, 1, 0, 1]) {
      statuses.push((await attempt(copy, '192.0.2.1')).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
    // Two addresses of one IPv6 network are one; their third attempt is over the limit of all.
    expect((await attempt(0, '2001:db8::1')).status).toBe(401);
    expect((await attempt(1, '2001:db8::ffff:1')).status).toBe(401);
    const last = await attempt(0, '198.51.100.7');
    expect(last).toMatchObject({ status: 429, body: { title: 'Too Many Requests' } });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    const causes = (await stand.records()).slice(0, 8).map(({ details }) => details.cause);
    expect(causes.filter((cause) => cause === 'too-many')).toHaveLength(2);
    // Who holds a token still gets in.
    expect((await stand.as(stand.bootstrap, 'GET', '/api/session')).status).toBe(200);
    await stand.database.query(
      `UPDATE sign_in_attempts SET window_started_at = now() - interval '61 seconds'`,
    );
    expect((await attempt(0, '192.0.2.1')).status).toBe(401);
  });
});

describe('openapi.json', () => {
  interface Described {
    readonly paths: Record<string, { get: { responses: Record<string, AnswerDescription> } }>;
    readonly components: { readonly schemas: Record<string, { properties: object }> };
  }
  interface AnswerDescription {
    readonly content: { readonly 'application/json': { readonly schema: { $ref: string } } };
  }

  it('needs no sign-in, and says of an answer what is in it', async () => {
    const { body: described } = await stand.call<Described>('GET', '/api/openapi.json');
    const paths = ['audit', 'audit/verify', 'tokens', 'session', 'dead-letters', 'auth/methods'];
    for (const path of paths.map((name) => `/api/${name}`)) {
      const { content } = described.paths[path]?.get.responses['200'] ?? fail(path);
      const name = content['application/json'].schema.$ref.split('/').at(-1) ?? '';
      const { body } = await stand.as<object>(stand.bootstrap, 'GET', path);
      const told = Object.keys(described.components.schemas[name]?.properties ?? {});
      expect([path, ...Object.keys(body).sort()]).toEqual([path, ...told.sort()]);
    }
  });
});

function fail(path: string): never {
  throw new Error(`${path} is not described`);
}
