import { deadLetterQueueOf } from '@lk/contracts';
import { type Metrics } from '@lk/platform';
import { type Counter, type Histogram } from 'prom-client';
import { type StoreOutcome } from '../application/store-dead-letters.use-case';
import { type ReadLetter } from '../domain/dead-letter';

/** @throws when the database cannot be asked */
export type OpenByQueue = () => Promise<ReadonlyMap<string, number>>;

/** What the intake counts. */
export class OpsMetrics {
  private readonly letters: Counter<'queue' | 'outcome'>;
  private readonly failures: Counter<'code' | 'kept'>;
  private readonly batches: Histogram;

  constructor(metrics: Metrics, openByQueue: OpenByQueue) {
    this.letters = metrics.counter(
      'ops_dead_letters_stored_total',
      'Dead letters taken by what they were: new, another copy of a known one, or a new failure',
      ['queue', 'outcome'],
    );
    this.failures = metrics.counter(
      'ops_store_failures_total',
      'Batches that could not be stored; kept: a letter that the database refuses stays unacknowledged',
      ['code', 'kept'],
    );
    this.batches = metrics.histogram(
      'ops_batch_seconds',
      'Time to store one batch of dead letters',
    );
    // Beside what the services see waiting in these queues: ops takes them out, and here they are open.
    const help = 'Dead letters that wait for on call';
    metrics.gauge('dead_letters', help, ['queue'], async (gauge) => {
      const counts = await openByQueue().catch(() => undefined);
      gauge.reset();
      for (const [queue, open] of counts ?? [])
        gauge.set({ queue: deadLetterQueueOf(queue) }, open);
    });
  }

  stored(letters: readonly ReadLetter[], outcomes: readonly StoreOutcome[]): void {
    letters.forEach(({ queue }, index) => {
      this.letters.inc({ queue, outcome: outcomes[index] ?? 'merged' });
    });
  }

  failed(code: string, kept: boolean): void {
    this.failures.inc({ code, kept: String(kept) });
  }

  /** @returns called when the batch has ended */
  startBatch(): () => void {
    return this.batches.startTimer();
  }
}
