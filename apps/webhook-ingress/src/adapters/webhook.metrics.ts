import { type Metrics } from '@lk/platform';
import { type Counter, type Histogram } from 'prom-client';

export type WebhookResult =
  | 'stored'
  | 'duplicate'
  | 'conflict'
  | 'quarantined'
  | 'bad_signature'
  | 'too_large'
  | 'unavailable';

export class WebhookMetrics {
  private readonly received: Counter<'result'>;
  private readonly duration: Histogram;

  constructor(metrics: Metrics) {
    this.received = metrics.counter('webhook_received_total', 'Webhooks by what became of them', [
      'result',
    ]);
    this.duration = metrics.histogram(
      'webhook_processing_duration_seconds',
      'From the last byte of a webhook to the answer, the durable commit included',
    );
  }

  count(result: WebhookResult): void {
    this.received.inc({ result });
  }

  startTimer(): () => void {
    const stop = this.duration.startTimer();
    return () => void stop();
  }
}
