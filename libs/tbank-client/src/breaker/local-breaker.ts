import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
} from 'cockatiel';
import { type BreakerPhase } from './circuit-breaker';

export interface LocalBreakerOptions {
  /** Consecutive failures that open it. */
  readonly failures: number;
  readonly openMs: number;
  /** Whether an error tells that the bank is ill; any other answer tells that it is well. */
  readonly isFailure: (error: unknown) => boolean;
  /** Told when failures opened it; not when it follows others. */
  readonly onBreak: () => void;
}

type Answer<T> = { readonly value: T } | { readonly refusal: unknown };

/**
 * cockatiel's breaker: what one process knows by itself. It is exchanged for a new one whenever
 * other processes know better, so that calls begun before say nothing about the time after.
 */
export class LocalBreaker {
  private policy: CircuitBreakerPolicy;
  /** By `Date`, as cockatiel counts. */
  private openUntil = 0;
  private openedForMs = 0;

  constructor(private readonly options: LocalBreakerOptions) {
    this.policy = this.makePolicy();
  }

  /** Never longer than it was opened for: all others are told, and the clock may have been set back. */
  get openForMs(): number {
    if (this.policy.state !== CircuitState.Open) return 0;
    return Math.min(this.openedForMs, this.openUntil - Date.now());
  }

  get phase(): BreakerPhase {
    if (this.policy.state === CircuitState.Closed) return 'closed';
    if (this.policy.state === CircuitState.HalfOpen) return 'probing';
    return this.openForMs > 0 ? 'open' : 'due';
  }

  /** @throws BrokenCircuitError while open; else what `work` throws */
  async execute<T>(work: () => Promise<T>): Promise<T> {
    const answer = await this.policy.execute(() => this.ask(work));
    if ('value' in answer) return answer.value;
    throw answer.refusal;
  }

  /** Others know that the bank is well. */
  reset(): void {
    this.policy = this.makePolicy();
  }

  /** Others know that the bank is ill: open for as long as they are, then one probe. */
  follow(openForMs: number): void {
    const { openMs } = this.options;
    const now = Date.now();
    this.openUntil = now + openForMs;
    this.openedForMs = openForMs;
    const ownState = {
      value: CircuitState.Open,
      openedAt: this.openUntil - openMs,
      attemptNo: 1,
    };
    this.policy = this.makePolicy({ ownState, breakerState: 0 });
  }

  /** cockatiel neither counts nor forgives an error it does not handle; a refusal shall forgive. */
  private async ask<T>(work: () => Promise<T>): Promise<Answer<T>> {
    try {
      return { value: await work() };
    } catch (error) {
      if (this.options.isFailure(error)) throw error;
      return { refusal: error };
    }
  }

  private makePolicy(initialState?: object): CircuitBreakerPolicy {
    const { failures, openMs } = this.options;
    const breaker = new ConsecutiveBreaker(failures);
    const policy = circuitBreaker(handleAll, { halfOpenAfter: openMs, breaker, initialState });
    policy.onBreak(() => {
      if (policy !== this.policy) return;
      this.openUntil = Date.now() + openMs;
      this.openedForMs = openMs;
      this.options.onBreak();
    });
    return policy;
  }
}
