import { type CallFacts } from '../errors/tbank-errors';

/** Stops asking a bank that does not answer; one probe tells when it is back. */
export interface BankCircuitBreaker {
  /**
   * Costs no round trip.
   * @throws TBankCircuitOpenError when a call would surely not be let through now
   */
  check(facts: CallFacts): void;
  /**
   * Runs one HTTP attempt.
   * @throws TBankCircuitOpenError without calling `work` while open; else what `work` throws
   */
  execute<T>(facts: CallFacts, work: () => Promise<T>): Promise<T>;
}

/** `half-open`: the time is over, one probe decides. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * What the next call meets: `closed` all pass; `open` none; `due` the first one is the probe;
 * `probing` none, because the probe is under way.
 */
export type BreakerPhase = 'closed' | 'open' | 'due' | 'probing';

/** How the breaker stands, for those who act on it. */
export interface BreakerStanding {
  readonly phase: BreakerPhase;
  readonly state: BreakerState;
  /** Until the next probe, in milliseconds, as far as it is known. */
  readonly retryAfterMs?: number;
  /** Of the shared row; absent while this process decides alone. */
  readonly epoch?: number;
  /** This process has opened it, for all. */
  readonly openedHere: boolean;
}

/** What a phase is called to the outside. */
export function stateOf(phase: BreakerPhase): BreakerState {
  return phase === 'due' || phase === 'probing' ? 'half-open' : phase;
}
