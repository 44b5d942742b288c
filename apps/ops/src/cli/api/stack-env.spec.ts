import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExports, readStackEnv } from './stack-env';

describe(readStackEnv, () => {
  const root = mkdtempSync(join(tmpdir(), 'stack-env-'));
  const inside = join(root, 'apps', 'deal');

  beforeAll(() => {
    mkdirSync(inside, { recursive: true });
    mkdirSync(join(root, '.stack'));
    writeFileSync(join(root, '.stack', 'env'), `export OPS_URL='http://127.0.0.1:3007'\n`);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('is found from any folder of the project, and of no other project', () => {
    writeFileSync(join(root, 'package.json'), '{"name":"another"}');
    expect(readStackEnv(inside)).toEqual({});
    writeFileSync(join(root, 'package.json'), '{"name":"lk-tbank"}');
    expect(readStackEnv(inside)).toEqual({ OPS_URL: 'http://127.0.0.1:3007' });
  });
});

describe(parseExports, () => {
  it('reads what renderEnvFile writes, quotes too', () => {
    expect(parseExports(`export A='1'\nexport B_C='it'\\''s'\nX=2\n`)).toEqual({
      A: '1',
      B_C: `it's`,
    });
  });
});
