import { deterministicId, type Clock } from '@lk/kernel';
import { type SidesReader } from '../adapters/sides.reader';
import { type RunRepository } from '../adapters/run.repository';
import { type RunWorker } from './run-worker';

/** A flood of stale records is an outage, and the next scheduled run reads them more cheaply. */
const MOST_RUNS = 20;
const PAGE = 1000;

interface Waiting {
  readonly dealId: string;
  readonly changedAt: string;
}

/**
 * Records that wait for the bank's word longer than it usually takes: a payment or a payout under way.
 * Their deals are looked at on their own, each once after each of its changes.
 */
export class StaleWatch {
  constructor(
    private readonly sides: SidesReader,
    private readonly runs: RunRepository,
    private readonly worker: RunWorker,
    private readonly staleAfterMs: number,
    private readonly clock: Clock,
  ) {}

  /** @returns how many deals are looked at */
  async look(): Promise<number> {
    const now = this.clock.now().getTime();
    // Only what became stale lately: everything else was looked at before.
    const changedSince = new Date(now - 3 * this.staleAfterMs).toISOString();
    const query = { limit: PAGE, scope: 'all' as const, changedSince };
    const [deals, payouts] = await Promise.all([
      this.sides.deals(query),
      this.sides.payouts(query),
    ]);
    const waiting: Waiting[] = [
      ...deals.items.filter(({ status }) => status === 'payment_pending'),
      ...payouts.items.filter(({ status }) => status === 'bank_hold' || status === 'pending'),
    ];
    const stale = waiting.filter(({ changedAt }) => {
      return now - new Date(changedAt).getTime() >= this.staleAfterMs;
    });
    for (const { dealId, changedAt } of stale.slice(0, MOST_RUNS)) {
      const runId = deterministicId('stale', dealId, changedAt);
      await this.runs.request({ runId, scope: 'all', mode: 'deal', trigger: 'stale', dealId });
    }
    if (stale.length > 0) this.worker.wake();
    return Math.min(stale.length, MOST_RUNS);
  }
}
