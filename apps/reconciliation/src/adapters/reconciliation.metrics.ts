import { type Metrics } from '@lk/platform';
import { type Counter } from 'prom-client';
import { DRIFT_CLASS_NAMES, type DriftClass } from '../domain/drift-classes';
import { SCOPES } from '../domain/finding';
import { type ReportRepository } from './report.repository';

/** What reconciliation counts; `drift_open` and the ages are read from the database at each scrape. */
export class ReconciliationMetrics {
  private readonly found: Counter<'class'>;
  private readonly repaired: Counter<'class'>;

  constructor(metrics: Metrics, reports: ReportRepository) {
    this.found = metrics.counter('drift_found_total', 'Drifts found, by class', ['class']);
    this.repaired = metrics.counter('drift_repaired_total', 'Drifts repaired, by class', ['class']);
    this.addGauges(metrics, reports);
  }

  driftFound(name: DriftClass): void {
    this.found.inc({ class: name });
  }

  driftRepaired(name: DriftClass): void {
    this.repaired.inc({ class: name });
  }

  private addGauges(metrics: Metrics, reports: ReportRepository): void {
    const ages = metrics.gauge('drift_oldest_seconds', 'Age of the oldest open drift', ['class']);
    metrics.gauge('drift_open', 'Drifts that are not closed', ['class'], async (gauge) => {
      const rows = await reports.openByClass().catch(() => undefined);
      if (!rows) return;
      for (const name of DRIFT_CLASS_NAMES) {
        const row = rows.find((candidate) => candidate.class === name);
        gauge.set({ class: name }, row?.open ?? 0);
        ages.set({ class: name }, row?.oldestSeconds ?? 0);
      }
    });
    const help = 'When the last run ended whose answers were believed (Unix time)';
    metrics.gauge('reconciliation_last_success_seconds', help, ['scope'], async (gauge) => {
      const last = await reports.lastSuccess().catch(() => undefined);
      for (const scope of SCOPES) {
        const at = last?.get(scope);
        if (at) gauge.set({ scope }, at.getTime() / 1000);
      }
    });
    const share = 'Share of live deals that were compared in the last hour';
    metrics.gauge('reconciliation_coverage_ratio', share, [], async (gauge) => {
      const coverage = await reports.coverage(new Date()).catch(() => undefined);
      if (coverage) gauge.set(coverage.share ?? 1);
    });
  }
}
