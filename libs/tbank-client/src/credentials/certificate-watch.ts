import { type Clock, sleep, systemClock, toAppError } from '@lk/kernel';
import { type AlertSender, type AppLogger, type Metrics } from '@lk/platform';
import { type SqlExecutor } from '../journal/postgres-bank-call-journal';
import { type BankCredentials } from './bank-credentials';
import { daysLeft, expiryAlert } from './certificate-expiry';
import { CredentialsTable } from './credentials-table';
import { RaisedAlerts } from './raised-alerts';
import { type CertificateFacts } from './tls-files';

/** Days are counted, so an hour late is early enough. */
const PAUSE_MS = 3_600_000;
/** After a failure: the database is usually back within minutes. */
const REPEAT_MS = 60_000;

export interface CertificateWatchParts {
  readonly service: string;
  readonly credentials: BankCredentials;
  readonly sql: SqlExecutor;
  readonly metrics: Metrics;
  readonly logger: AppLogger;
  /** Without one an alert is a log line at every look. */
  readonly alerts?: AlertSender;
  readonly clock?: Clock;
}

/**
 * Tells in time that the client certificate ends: metrics, alerts once per certificate and threshold
 * over all processes, and a row for on call. Looks at the start, at every change and every hour.
 */
export class CertificateWatch {
  private readonly stopping = new AbortController();
  private readonly clock: Clock;
  private readonly raised: RaisedAlerts;
  private readonly table: CredentialsTable;

  constructor(private readonly parts: CertificateWatchParts) {
    this.clock = parts.clock ?? systemClock;
    this.raised = new RaisedAlerts(parts.sql);
    this.table = new CredentialsTable(parts.sql, parts.service);
    this.observe(
      'tbank_certificate_expires_at_seconds',
      'Unix time at which the client certificate for the bank ends; absent without one',
      ({ notAfter }) => notAfter.getTime() / 1000,
    );
    this.observe(
      'tbank_certificate_days_left',
      'Days until the client certificate for the bank ends, negative after it; absent without one',
      (certificate) => daysLeft(certificate, this.clock.now()),
    );
  }

  start(): void {
    this.parts.credentials.onChange(() => void this.tryCheck());
    void this.loop();
  }

  stop(): void {
    this.stopping.abort();
  }

  /** @throws AppError when the database or the sender of alerts cannot take it */
  async check(): Promise<void> {
    const { credentials } = this.parts;
    await this.table.write(credentials);
    if (credentials.certificate) await this.alertAbout(credentials.certificate);
  }

  private async alertAbout(certificate: CertificateFacts): Promise<void> {
    const alert = expiryAlert(certificate, this.clock.now());
    if (!alert) return;
    const { alerts, logger } = this.parts;
    const raise = (): Promise<void> => alerts?.raise(alert) ?? Promise.resolve();
    if (alerts && !(await this.raised.once(alert.dedupKey, raise))) return;
    const count = Number(alert.details.daysLeft);
    logger.warn('bank certificate expires', { alertCode: alert.code, count });
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) await sleep((await this.tryCheck()) ? PAUSE_MS : REPEAT_MS, signal);
  }

  private async tryCheck(): Promise<boolean> {
    if (this.stopping.signal.aborted) return true;
    try {
      await this.check();
      return true;
    } catch (error) {
      const { code: errorCode } = toAppError(error);
      this.parts.logger.warn('the state of the bank certificate was not stored', { errorCode });
      return false;
    }
  }

  private observe(name: string, help: string, value: (facts: CertificateFacts) => number): void {
    this.parts.metrics.gauge(name, help, [], (gauge) => {
      const { certificate } = this.parts.credentials;
      if (certificate) gauge.set(value(certificate));
      else gauge.remove();
    });
  }
}
