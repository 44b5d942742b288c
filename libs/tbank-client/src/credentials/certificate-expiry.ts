import { type Alert } from '@lk/platform';
import { type CertificateFacts } from './tls-files';

/** Days left at which somebody is told; 0 is the end itself. */
export const EXPIRY_THRESHOLD_DAYS = [20, 10, 3, 1, 0] as const;

/** From here on nights and weekends count. */
const CRITICAL_DAYS = 3;
const DAY_MS = 86_400_000;

/** Days with their fraction, negative after the end. */
export function daysLeft({ notAfter }: CertificateFacts, now: Date): number {
  return (notAfter.getTime() - now.getTime()) / DAY_MS;
}

/**
 * The alert that is due now, if any: only that of the nearest threshold, so a process that starts two
 * days before the end raises one alert and not three.
 */
export function expiryAlert(certificate: CertificateFacts, now: Date): Alert | undefined {
  const left = daysLeft(certificate, now);
  const threshold = EXPIRY_THRESHOLD_DAYS.findLast((days) => left <= days);
  if (threshold === undefined) return undefined;
  const fingerprint = certificate.fingerprint.slice(0, 16);
  return {
    code: 'BANK_CERTIFICATE_EXPIRES',
    severity: threshold <= CRITICAL_DAYS ? 'critical' : 'warning',
    summary:
      threshold === 0
        ? 'The client certificate for the bank has expired'
        : 'The client certificate for the bank expires soon',
    dedupKey: `bank-certificate:${fingerprint}:${threshold}`,
    details: {
      daysLeft: Math.floor(left),
      expiresAt: certificate.notAfter.toISOString(),
      fingerprint,
    },
  };
}
