import { randomBytes } from 'node:crypto';
import { type ConfigError, loadConfig } from '@lk/platform';
import { OpsConfig } from './ops.config';

const secret = randomBytes(32).toString('base64');

function problemsOf(environment: Record<string, string>): string {
  try {
    loadConfig(OpsConfig, environment);
    return '';
  } catch (error) {
    return (error as ConfigError).problems.join('\n');
  }
}

describe('OpsConfig', () => {
  it('needs nothing, and takes a list of keys', () => {
    expect(problemsOf({})).toBe('');
    expect(problemsOf({ DATA_ENCRYPTION_KEY: `b:${secret},a:${secret}` })).toBe('');
  });

  it('refuses a key that is none, without quoting it', () => {
    const problems = problemsOf({ DATA_ENCRYPTION_KEY: secret });
    expect(problems).toContain('DATA_ENCRYPTION_KEY must be');
    expect(problems).not.toContain(secret.slice(0, 20));
  });
});
