import { type ConfigError, loadConfig } from '@lk/platform';
import { NotificationConfig } from './notification.config';

const webhook = {
  NOTIFICATION_WEBHOOK_URL: 'http://cabinet.internal/notifications',
  NOTIFICATION_WEBHOOK_SECRET: 'sample-secret',
};
const email = {
  SMTP_URL: 'smtp://mail.internal:25',
  NOTIFICATION_EMAIL_FROM: 'Система <system@example.test>',
  NOTIFICATION_SUPPORT_EMAIL: 'support@example.test, boss@example.test',
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(NotificationConfig, environment);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

describe('NotificationConfig', () => {
  it.each([{}, webhook, email, { ...webhook, ...email }])('accepts %p', (environment) => {
    expect(problemsOf(environment)).toEqual([]);
  });

  it('refuses a URL without its secret, and a secret without its URL', () => {
    const { NOTIFICATION_WEBHOOK_URL, NOTIFICATION_WEBHOOK_SECRET } = webhook;
    expect(problemsOf({ NOTIFICATION_WEBHOOK_URL })).toEqual([
      expect.stringContaining('NOTIFICATION_WEBHOOK_SECRET is required'),
    ]);
    expect(problemsOf({ NOTIFICATION_WEBHOOK_SECRET })).toEqual([
      expect.stringContaining('NOTIFICATION_WEBHOOK_URL is required'),
    ]);
  });

  it('refuses a mail server without addresses, all at once', () => {
    const problems = problemsOf({ SMTP_URL: email.SMTP_URL });
    expect(problems.join('\n')).toMatch(/NOTIFICATION_EMAIL_FROM[^]*NOTIFICATION_SUPPORT_EMAIL/);
  });

  it('quotes no value of what is wrong', () => {
    const problems = problemsOf({ ...webhook, NOTIFICATION_WEBHOOK_URL: 'ftp://user:word@host' });
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('word');
  });
});
