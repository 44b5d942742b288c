import { daysLeft, EXPIRY_THRESHOLD_DAYS, expiryAlert } from './certificate-expiry';

const END = new Date('2026-06-30T12:00:00Z');
const CERTIFICATE = {
  fingerprint: '0123456789abcdef'.repeat(4),
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: END,
};
const SECOND = 1 / 86_400;
const before = (days: number): Date => new Date(END.getTime() - days * 86_400_000);

describe('expiryAlert', () => {
  it.each([365, 21, 20 + SECOND])('says nothing with %d days left', (days) => {
    expect(expiryAlert(CERTIFICATE, before(days))).toBeUndefined();
  });

  it.each([
    [20, 20, 'warning'],
    [10 + SECOND, 20, 'warning'],
    [10, 10, 'warning'],
    [3 + SECOND, 10, 'warning'],
    [3, 3, 'critical'],
    [1 + SECOND, 3, 'critical'],
    [1, 1, 'critical'],
    [SECOND, 1, 'critical'],
    [0, 0, 'critical'],
    [-400, 0, 'critical'],
  ])('with %d days left it is the alert of %d days, %s', (days, threshold, severity) => {
    expect(expiryAlert(CERTIFICATE, before(days))).toMatchObject({
      code: 'BANK_CERTIFICATE_EXPIRES',
      severity,
      dedupKey: `bank-certificate:0123456789abcdef:${threshold}`,
    });
  });

  it('says in its text whether it is already over', () => {
    expect(expiryAlert(CERTIFICATE, before(SECOND))?.summary).toMatch(/expires soon$/);
    expect(expiryAlert(CERTIFICATE, before(0))?.summary).toMatch(/has expired$/);
  });

  it('tells days, end and fingerprint, and nothing else', () => {
    expect(expiryAlert(CERTIFICATE, before(2.5))?.details).toEqual({
      daysLeft: 2,
      expiresAt: END.toISOString(),
      fingerprint: '0123456789abcdef',
    });
  });

  it('has the thresholds of the specification, and the end', () => {
    expect(EXPIRY_THRESHOLD_DAYS).toEqual([20, 10, 3, 1, 0]);
    expect(daysLeft(CERTIFICATE, before(-0.5))).toBe(-0.5);
  });
});
