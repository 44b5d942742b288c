import { type Metrics } from '@lk/platform';
import { type Counter, type Histogram } from 'prom-client';

/** What consumers count. */
export class ConsumerMetrics {
  private readonly handling: Histogram<'queue' | 'outcome'>;
  private readonly deadLetters: Counter<'queue' | 'code'>;

  constructor(metrics: Metrics) {
    this.handling = metrics.histogram(
      'message_handling_seconds',
      'Time from taking a message to the decision about it',
      ['queue', 'outcome'],
    );
    this.deadLetters = metrics.counter(
      'dead_letters_total',
      'Messages put to the dead letters by this process',
      ['queue', 'code'],
    );
  }

  handled(queue: string, outcome: string, seconds: number): void {
    this.handling.observe({ queue, outcome }, seconds);
  }

  buried(queue: string, code: string): void {
    this.deadLetters.inc({ queue, code });
  }
}
