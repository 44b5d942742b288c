import { type Clock, sleep } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { type AlertSender, type AppLogger } from '@lk/platform';
import { type ReportRepository } from '../adapters/report.repository';
import { type Scope } from '../domain/finding';
import { type Intervals } from '../domain/schedule';
import { type StaleWatch } from './stale-watch';

export interface UpkeepParts {
  readonly stale: StaleWatch;
  readonly reports: ReportRepository;
  readonly alerts: AlertSender;
  readonly transactions: TransactionRunner;
  readonly logger: AppLogger;
  readonly clock: Clock;
}

export interface UpkeepSettings {
  /** 0: never. */
  readonly staleAfterMs: number;
  readonly intervals: Intervals;
  readonly retentionDays: number;
}

const HOUR_MS = 3_600_000;

/** Runs in a row that may be missing before somebody is told. */
const MISSED_TURNS = 3;

const OLD_ROWS = [
  `DELETE FROM drifts WHERE drift_id = ANY (ARRAY(
     SELECT drift_id FROM drifts WHERE status = 'resolved'
       AND closed_at < clock_timestamp() - $1 * interval '1 day' LIMIT 5000))`,
  `DELETE FROM runs WHERE run_id = ANY (ARRAY(
     SELECT run_id FROM runs WHERE finished_at < clock_timestamp() - $1 * interval '1 day'
     LIMIT 5000))`,
  `DELETE FROM open_samples WHERE at < clock_timestamp() - $1 * interval '1 day'`,
];

/** What the service does beside its runs: stale records, the alarm when no run succeeds, retention. */
export class Upkeep {
  private readonly stopping = new AbortController();
  private readonly startedAt: Date;
  private running: Promise<unknown> | undefined;

  constructor(
    private readonly parts: UpkeepParts,
    private readonly settings: UpkeepSettings,
  ) {
    this.startedAt = parts.clock.now();
  }

  start(): void {
    const { staleAfterMs } = this.settings;
    this.running ??= Promise.all([
      staleAfterMs > 0
        ? this.repeat(() => this.parts.stale.look(), Math.max(100, staleAfterMs / 2))
        : undefined,
      this.repeat(() => this.alarm(), HOUR_MS / 12),
      this.repeat(() => this.clear(), HOUR_MS),
    ]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** A loop of this kind may never die for good. */
  private async repeat(work: () => Promise<unknown>, pauseMs: number): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await sleep(pauseMs, signal);
      if (signal.aborted) return;
      await work().catch((error: unknown) => {
        const fields = { component: 'upkeep' };
        this.parts.logger.warn(error instanceof Error ? error : 'upkeep failed', fields);
      });
    }
  }

  /**
   * One alert an hour for each scope that no believed run has covered for too long. Where none is known
   * (there never was one, or the last is older than what is looked at), it is silent since our start.
   */
  async alarm(): Promise<void> {
    const now = this.parts.clock.now();
    const last = await this.parts.reports.lastSuccess();
    for (const [scope, intervalMs] of Object.entries(this.settings.intervals)) {
      if (intervalMs === 0) continue;
      const at = last.get(scope as Scope) ?? this.startedAt;
      const silentMs = now.getTime() - at.getTime();
      if (silentMs < MISSED_TURNS * intervalMs) continue;
      await this.parts.alerts.raise({
        code: 'RECONCILIATION_SILENT',
        severity: 'critical',
        summary: 'No reconciliation run was believed for too long',
        dedupKey: `reconciliation-silent:${scope}:${now.toISOString().slice(0, 13)}`,
        details: { scope, silentSeconds: Math.round(silentMs / 1000) },
      });
    }
  }

  private async clear(): Promise<void> {
    const { retentionDays } = this.settings;
    for (const sql of OLD_ROWS) await this.parts.transactions.query(sql, [retentionDays]);
  }
}
