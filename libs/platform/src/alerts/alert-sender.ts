import { type SafeDetails } from '@lk/kernel';

/** Something a person must know of. Holds ids, codes and counts, never personal data. */
export interface Alert {
  /** Stable upper-case code, for example `BANK_CERTIFICATE_EXPIRES`. */
  readonly code: string;
  readonly severity: 'warning' | 'critical';
  /** A constant sentence. */
  readonly summary: string;
  /** Alerts with the same key are one alert. */
  readonly dedupKey: string;
  readonly details: SafeDetails;
}

/** How a library raises an alert; services that have an outbox send it as `alert.raised`. */
export abstract class AlertSender {
  /** @throws AppError transient when it cannot be stored now */
  abstract raise(alert: Alert): Promise<void>;
}
