import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IsBoolean, IsInt, IsOptional, IsString, Min, MinLength } from 'class-validator';
import { readVariable } from './environment';
import { ConfigError, loadConfig, loadConfigs } from './load-config';
import { ServiceConfig } from './service-config';

class SampleConfig {
  @IsString()
  @MinLength(8)
  TOKEN!: string;

  @IsInt()
  @Min(1)
  COUNT = 3;

  @IsInt()
  REQUIRED!: number;

  @IsBoolean()
  FLAG = false;

  @IsOptional()
  @IsString()
  NOTE?: string;
}

const GOOD = { TOKEN: 'secret-token', REQUIRED: '7' };

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
  throw new Error('it was accepted');
}

describe('loadConfig', () => {
  let folder: string;
  let file: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
    file = join(folder, 'token');
    writeFileSync(file, '  token-of-the-file\n');
    writeFileSync(join(folder, 'empty'), '\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('fills numbers, booleans and texts, and keeps defaults', () => {
    expect(loadConfig(SampleConfig, { ...GOOD, FLAG: 'TRUE' })).toEqual({
      TOKEN: 'secret-token',
      COUNT: 3,
      REQUIRED: 7,
      FLAG: true,
      NOTE: undefined,
    });
  });

  it('counts an empty text as absent', () => {
    expect(loadConfig(SampleConfig, { ...GOOD, COUNT: '', NOTE: '' })).toMatchObject({ COUNT: 3 });
  });

  it('lists every problem of every class at once and quotes no value', () => {
    const environment = { TOKEN: 'canary', COUNT: '0x10', FLAG: 'maybe', PORT: '99999' };
    const problems = problemsOf(() => loadConfigs([SampleConfig, ServiceConfig], environment));
    for (const name of ['TOKEN', 'COUNT', 'REQUIRED', 'FLAG', 'PORT']) {
      expect(problems.filter((line) => line.includes(name))).toHaveLength(1);
    }
    expect(problems).toHaveLength(5);
    expect(problems.join()).not.toMatch(/canary|0x10|maybe|99999/);
  });

  it('reads a secret from the file that _FILE names', () => {
    const environment = { REQUIRED: '7', TOKEN_FILE: file };
    expect(loadConfig(SampleConfig, environment).TOKEN).toBe('token-of-the-file');
    expect(readVariable({ X_FILE: join(folder, 'empty') }, 'X')).toBeUndefined();
  });

  it('says once that a variable is set twice, or its file cannot be read', () => {
    const both = { ...GOOD, TOKEN_FILE: file };
    expect(problemsOf(() => loadConfig(SampleConfig, both))).toEqual([
      'TOKEN and TOKEN_FILE are both set; keep one',
    ]);
    const missing = { REQUIRED: '7', TOKEN_FILE: join(folder, 'none') };
    expect(problemsOf(() => loadConfig(SampleConfig, missing))).toEqual([
      'TOKEN_FILE names a file that cannot be read (ENOENT)',
    ]);
  });

  it('tells all in the text of the error, for a start without a logger', () => {
    const error = new ConfigError(['one', 'two']);
    expect(error.message).toBe('The configuration is not valid:\n  - one\n  - two');
  });
});
