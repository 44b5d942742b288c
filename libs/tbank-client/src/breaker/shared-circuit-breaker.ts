import { type AppLogger } from '@lk/platform';
import { BrokenCircuitError } from 'cockatiel';
import { type CallFacts, TBankCircuitOpenError } from '../errors/tbank-errors';
import { BreakerKnowledge } from './breaker-knowledge';
import { type BreakerRow, type BreakerStore } from './breaker-store';
import { type BankCircuitBreaker, type BreakerStanding } from './circuit-breaker';
import { OutcomeNotes } from './outcome-notes';
import { type StandingListener } from './standing-listeners';

export interface SharedBreakerOptions {
  /** Consecutive failures in one process that open it for all. */
  readonly failures: number;
  readonly openMs: number;
  /** Between two looks at the shared row. */
  readonly pollMs: number;
  /** After this a probe counts as dead; longer than one HTTP attempt may take. */
  readonly probeMs: number;
}

export interface SharedBreakerParts {
  readonly store: BreakerStore;
  /** Our id in the shared row. */
  readonly me: string;
  /** Whether an error tells that the bank is ill. */
  readonly isFailure: (error: unknown) => boolean;
  readonly logger: AppLogger;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * The breaker of all processes together: failures are counted in each, one row in the database says
 * to all whether calls may be made, and lets one of them probe. While the row cannot be read, each
 * process goes by its own count.
 */
export class SharedCircuitBreaker implements BankCircuitBreaker {
  private readonly knowledge: BreakerKnowledge;
  private readonly notes: OutcomeNotes;

  constructor(
    private readonly options: SharedBreakerOptions,
    private readonly parts: SharedBreakerParts,
  ) {
    const { store, now = () => performance.now() } = parts;
    this.notes = new OutcomeNotes(store, now, (error) => this.knowledge.sync.report(error));
    const lastFailureCode = (): string => this.notes.lastFailureCode;
    this.knowledge = new BreakerKnowledge(options, { ...parts, now, lastFailureCode });
  }

  /** Begins to look at the shared row; before, the breaker is this process's own. */
  start(): void {
    this.knowledge.sync.start();
  }

  stop(): void {
    this.knowledge.sync.stop();
  }

  /** @param listener told of every change, also of one that only the passing of time makes */
  onChange(listener: StandingListener): void {
    this.knowledge.listeners.add(listener);
  }

  get standing(): BreakerStanding {
    return this.knowledge.standing;
  }

  check(facts: CallFacts): void {
    const { phase, retryAfterMs } = this.standing;
    if (phase === 'open' || phase === 'probing') {
      throw new TBankCircuitOpenError({ ...facts, retryAfterMs });
    }
  }

  async execute<T>(facts: CallFacts, work: () => Promise<T>): Promise<T> {
    await this.knowledge.sync.firstLook;
    this.check(facts);
    const row = this.knowledge.deciding;
    return row ? this.probe(facts, row, work) : this.runLocally(facts, work);
  }

  private async runLocally<T>(facts: CallFacts, work: () => Promise<T>): Promise<T> {
    const { local } = this.knowledge;
    try {
      return await local.execute(() => this.noted(work));
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw new TBankCircuitOpenError(facts);
      throw error;
    } finally {
      this.knowledge.tell();
    }
  }

  private async probe<T>(facts: CallFacts, row: BreakerRow, work: () => Promise<T>): Promise<T> {
    this.setProbing(true);
    try {
      const claimed = await this.knowledge.sync.change(() =>
        this.parts.store.claimProbe(row.epoch, this.options.probeMs),
      );
      if (!claimed) throw new TBankCircuitOpenError(facts);
      const outcome = await this.outcomeOf(work);
      await this.settle(claimed.epoch, outcome);
      if ('value' in outcome) return outcome.value;
      throw outcome.error;
    } finally {
      this.setProbing(false);
    }
  }

  private setProbing(probing: boolean): void {
    this.knowledge.probing = probing;
    this.knowledge.tell();
  }

  /** Any answer that is no failure tells that the bank is back. */
  private async settle(epoch: number, outcome: Outcome<unknown>): Promise<void> {
    const { store, isFailure } = this.parts;
    const failed = 'error' in outcome && isFailure(outcome.error);
    await this.knowledge.sync.change(() =>
      failed
        ? store.reopen(epoch, this.options.openMs, this.notes.lastFailureCode)
        : store.close(epoch),
    );
  }

  private async outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
    try {
      return { value: await this.noted(work) };
    } catch (error) {
      return { error };
    }
  }

  private async noted<T>(work: () => Promise<T>): Promise<T> {
    try {
      const value = await work();
      this.notes.succeeded();
      return value;
    } catch (error) {
      if (this.parts.isFailure(error)) this.notes.failed(error);
      throw error;
    }
  }
}
