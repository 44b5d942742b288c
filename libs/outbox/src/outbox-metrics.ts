import { type TransactionRunner } from '@lk/persistence';
import { type Metrics } from '@lk/platform';
import { type Counter } from 'prom-client';

/** The oldest row by primary key: one index look-up, however long the backlog. */
const LAG = `
  SELECT coalesce(extract(epoch FROM now() - created_at), 0)::float8 AS lag
  FROM outbox ORDER BY id LIMIT 1`;

export class OutboxMetrics {
  private readonly sentTotal: Counter;
  private readonly failedTotal: Counter;

  constructor(metrics: Metrics, transactions: TransactionRunner) {
    this.sentTotal = metrics.counter('outbox_sent_total', 'Messages the broker confirmed');
    this.failedTotal = metrics.counter('outbox_failures_total', 'Batches or messages not sent');
    metrics.gauge(
      'outbox_lag_seconds',
      'Age of the oldest message not yet sent',
      [],
      async (gauge) => {
        const rows = await transactions.query<{ lag: number }>(LAG).catch(() => undefined);
        if (rows) gauge.set(rows[0]?.lag ?? 0);
      },
    );
  }

  sent(count: number): void {
    this.sentTotal.inc(count);
  }

  failed(): void {
    this.failedTotal.inc();
  }
}
