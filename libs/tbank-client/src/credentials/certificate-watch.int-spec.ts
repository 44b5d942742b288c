import { transientError } from '@lk/kernel';
import { type Alert, AlertSender, AppLogger, Metrics } from '@lk/platform';
import { createTestDatabase, eventually, FakeClock, type TestDatabase } from '@lk/testing';
import { Pool } from 'pg';
import { createTestCa, type TestIdentity } from '../../test/certificates';
import { CredentialFiles } from '../../test/credential-files';
import { tbankSchema } from '../tbank.schema';
import { BankCredentials } from './bank-credentials';
import { CertificateWatch } from './certificate-watch';
import { readCredentials } from './credentials-table';

const NOW = '2026-06-01T00:00:00Z';
const DAY_MS = 86_400_000;

class RecordedAlerts extends AlertSender {
  readonly raised: Alert[] = [];
  failures = 0;

  raise(alert: Alert): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(transientError('DATABASE_UNAVAILABLE', 'Not now'));
    }
    this.raised.push(alert);
    return Promise.resolve();
  }

  get thresholds(): string[] {
    return this.raised.map(({ dedupKey }) => dedupKey.split(':').at(-1) ?? '');
  }
}

/** Real: Postgres, certificates, files. Not real: the clock, and who receives the alerts. */
describe('CertificateWatch', () => {
  const ca = createTestCa();
  let database: TestDatabase;
  let pool: Pool;
  let clock: FakeClock;
  let alerts: RecordedAlerts;
  let metrics: Metrics;
  let files: CredentialFiles;
  let lines: string[];
  const open: { stop(): void }[] = [];

  beforeAll(async () => {
    database = await createTestDatabase([tbankSchema]);
    pool = new Pool({ connectionString: database.url, max: 8 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await database.query('TRUNCATE tbank.raised_alerts, tbank.bank_credentials');
    clock = new FakeClock(NOW);
    alerts = new RecordedAlerts();
    lines = [];
    files = new CredentialFiles(pair(30));
  });
  afterEach(() => {
    open.splice(0).forEach((started) => started.stop());
    files.remove();
  });

  const sql = {
    query: async <T>(text: string, parameters: readonly unknown[]): Promise<T[]> =>
      (await pool.query(text, [...parameters])).rows as T[],
  };
  function pair(validDays: number): Record<string, string> {
    const { cert, key }: TestIdentity = ca.client({ now: clock.now(), validDays });
    return { cert, key };
  }

  /** One process of a service. */
  function processOf(service: string, names: { cert?: string; key?: string }) {
    const logger = new AppLogger(service, 'info', { write: (line) => void lines.push(line) });
    metrics = new Metrics(service);
    const credentials = BankCredentials.load(files.config(names), { logger, clock });
    const parts = { service, credentials, sql, metrics, logger, alerts, clock };
    const watch = new CertificateWatch(parts);
    open.push(watch, credentials);
    return { credentials, watch };
  }
  const start = (service = 'payout') => processOf(service, { cert: 'cert', key: 'key' });
  const metric = async (name: string): Promise<number | undefined> => {
    const text = await metrics.registry.metrics();
    const value = new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'm').exec(text)?.[1];
    return value === undefined ? undefined : Number(value);
  };

  it('raises one alert at each threshold, day after day, in whatever process', async () => {
    let { watch } = start();
    for (let hours = 0; hours <= 32 * 24; hours += 6) {
      if (hours % 48 === 0) ({ watch } = start());
      await watch.check();
      clock.advance(6 * 3_600_000);
    }
    expect(alerts.thresholds).toEqual(['20', '10', '3', '1', '0']);
    expect(alerts.raised.map(({ severity }) => severity)).toEqual([
      'warning',
      'warning',
      'critical',
      'critical',
      'critical',
    ]);
    expect(alerts.raised.map(({ details }) => details.daysLeft)).toEqual([20, 10, 3, 1, 0]);
  });

  it('raises it once when many processes look at the same moment', async () => {
    clock.advance(12 * DAY_MS);
    const watches = Array.from({ length: 8 }, (_, n) => start(`service-${n}`).watch);
    await Promise.all(watches.map((watch) => watch.check()));
    expect(alerts.thresholds).toEqual(['20']);
    expect(await readCredentials(sql)).toHaveLength(8);
  });

  it('raises it at the next look when it could not be raised', async () => {
    clock.advance(29.5 * DAY_MS);
    const { watch } = start();
    alerts.failures = 1;
    await expect(watch.check()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await database.query('SELECT * FROM tbank.raised_alerts')).toEqual([]);
    await watch.check();
    await watch.check();
    expect(alerts.thresholds).toEqual(['1']);
  });

  it('raises it for a process that died between its note and the alert, but not at once', async () => {
    clock.advance(25 * DAY_MS);
    const { watch, credentials } = start();
    const key = `bank-certificate:${credentials.certificate?.fingerprint.slice(0, 16)}:10`;
    await database.query('INSERT INTO tbank.raised_alerts (dedup_key) VALUES ($1)', [key]);
    await watch.check();
    expect(alerts.raised).toEqual([]);
    for (let later = 0; later < 2; later += 1) {
      await database.query(
        `UPDATE tbank.raised_alerts SET claimed_at = now() - interval '6 minutes'`,
      );
      await watch.check();
    }
    expect(alerts.thresholds).toEqual(['10']);
  });

  it('looks at the start and at a new certificate, which has thresholds of its own', async () => {
    clock.advance(28 * DAY_MS);
    const { watch, credentials } = start();
    watch.start();
    await eventually(() => expect(alerts.thresholds).toEqual(['3']));
    files.swap(pair(365));
    credentials.refresh();
    const fingerprint = credentials.certificate?.fingerprint;
    await eventually(async () =>
      expect(await readCredentials(sql)).toMatchObject([{ certificateFingerprint: fingerprint }]),
    );
    clock.advance(364 * DAY_MS);
    await watch.check();
    expect(alerts.thresholds).toEqual(['3', '1']);
    expect(alerts.raised[0]?.dedupKey).not.toBe(alerts.raised[1]?.dedupKey);
  });

  it('has its end and the days left among the metrics', async () => {
    start();
    const end = new Date(NOW).getTime() / 1000 + 30 * 86_400;
    expect(await metric('tbank_certificate_expires_at_seconds')).toBe(end);
    expect(await metric('tbank_certificate_days_left')).toBe(30);
    clock.advance(31 * DAY_MS);
    expect(await metric('tbank_certificate_days_left')).toBe(-1);
  });

  it('has no such metrics, alerts and dates without a certificate', async () => {
    await processOf('deal', {}).watch.check();
    expect(await metric('tbank_certificate_expires_at_seconds')).toBeUndefined();
    expect(await metric('tbank_certificate_days_left')).toBeUndefined();
    expect(alerts.raised).toEqual([]);
    expect(await readCredentials(sql)).toMatchObject([
      { service: 'deal', certificateNotAfter: null, certificateFingerprint: null },
    ]);
  });

  it('shows on call what each living process uses', async () => {
    const old = start('deal');
    await old.watch.check();
    await database.query(
      `UPDATE tbank.bank_credentials SET checked_at = now() - interval '4 hours'`,
    );
    const { watch, credentials } = start('payout');
    await watch.check();
    clock.advance(DAY_MS);
    await watch.check();
    const rows = await readCredentials(sql);
    expect(rows).toEqual([
      {
        processId: expect.any(String) as unknown,
        service: 'payout',
        certificateNotAfter: credentials.certificate?.notAfter,
        certificateFingerprint: credentials.certificate?.fingerprint,
        tokenLoadedAt: new Date(NOW),
        checkedAt: expect.any(Date) as unknown,
      },
    ]);
  });

  it('goes on when the database does not answer, and says so', async () => {
    const { credentials } = start();
    const query = (): Promise<never> => Promise.reject(transientError('DATABASE_UNAVAILABLE', ''));
    const logger = new AppLogger('test', 'info', { write: (line) => void lines.push(line) });
    const parts = { service: 'deal', credentials, metrics, logger, alerts, clock };
    const watch = new CertificateWatch({ ...parts, sql: { query } });
    open.push(watch);
    watch.start();
    await eventually(() => expect(lines.join()).toContain('"errorCode":"DATABASE_UNAVAILABLE"'));
  });
});
