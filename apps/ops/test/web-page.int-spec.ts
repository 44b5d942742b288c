import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Problem } from '@lk/platform';
import { AccessStand } from './access-stand';

let folder: string;
let stand: AccessStand;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ops-page-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'not of the page');
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>ops</title>');
  writeFileSync(join(folder, 'page', 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'page', 'assets', 'index-4f2a.js'), 'export {};');
  stand = await AccessStand.open({ OPS_WEB_ROOT: join(folder, 'page') });
});
afterAll(async () => {
  await stand.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string) => stand.call<string>('GET', path);

describe('the web page', () => {
  it('is there for every place inside it, and asked for again every time', async () => {
    for (const path of ['/', '/dead-letters/123', '/jobs?state=running', '/index.html']) {
      const { status, headers, body } = await get(path);
      expect([status, body]).toEqual([200, '<!doctype html><title>ops</title>']);
      expect(headers.get('content-type')).toContain('text/html');
      expect(headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('keeps for ever what has its hash in its name, and only that', async () => {
    const script = await get('/assets/index-4f2a.js');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toContain('javascript');
    const icon = await get('/favicon.svg');
    expect([icon.status, icon.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  });

  it('is no answer to a file that is missing, nor to an address of the API that is none', async () => {
    const missing = await stand.call<Problem>('GET', '/assets/index-0000.js');
    expect(missing).toMatchObject({ status: 404, body: { status: 404 } });
    expect(missing.headers.get('cache-control')).toBeNull();
    for (const path of ['/api/none', '/api/dead-letters/a/b']) {
      expect(await stand.call<Problem>('GET', path)).toMatchObject({
        status: 404,
        body: { title: 'Not Found' },
      });
    }
    expect((await stand.call('POST', '/dead-letters')).status).toBe(404);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
  ])('gives nothing from outside its folder for %s', async (path) => {
    const { body } = await get(path);
    expect(JSON.stringify(body)).not.toContain('not of the page');
  });

  it('comes with headers that keep browsers from doing harm, as everything else does', async () => {
    for (const path of ['/', '/assets/index-4f2a.js', '/api/dead-letters', '/health/live']) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none';script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe-eval');
      expect(policy.split(';').find((part) => part.startsWith('script-src'))).not.toContain(
        'inline',
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      // Only behind https.
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    }
    expect((await get('/api/dead-letters')).headers.get('cache-control')).toBe('no-store');
    expect((await get('/api/none')).headers.get('cache-control')).toBe('no-store');
  });

  it('that is not built is explained in plain text, and the API works all the same', async () => {
    const { url } = await stand.start({ OPS_WEB_ROOT: join(folder, 'none') });
    const answer = await stand.call<string>('GET', '/jobs', { url });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.body).toContain('The web page of ops is not built');
    expect((await stand.call('GET', '/api/session', { url })).status).toBe(401);
    expect(await stand.call<Problem>('GET', '/api/none', { url })).toMatchObject({
      body: { title: 'Not Found' },
    });
  });
});
