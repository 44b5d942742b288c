import { type ConfigError, loadConfig } from '@lk/platform';
import { WebhookIngressConfig } from './webhook-ingress.config';

function problemsOf(TBANK_WEBHOOK_SECRET: string): string {
  try {
    loadConfig(WebhookIngressConfig, { TBANK_WEBHOOK_SECRET });
    return '';
  } catch (error) {
    return (error as ConfigError).problems.join('\n');
  }
}

describe('WebhookIngressConfig', () => {
  it.each(['12345678', ' sample-one , sample two ', 'sample-one,sample-two,', 'пример-секрета-2'])(
    'takes the secrets %j',
    (secrets) => {
      expect(problemsOf(secrets)).toBe('');
    },
  );

  it.each(['', ',,,,,,,,,', '1234567', 's1,s2', 'sample-one,s2', 'sample-one,,'])(
    'refuses %j, without quoting it',
    (secrets) => {
      const problems = problemsOf(secrets);
      expect(problems).toContain('TBANK_WEBHOOK_SECRET');
      expect(problems).not.toContain('sample-one');
    },
  );
});
