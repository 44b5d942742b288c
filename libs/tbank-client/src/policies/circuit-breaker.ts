import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleWhen,
  IsolatedCircuitError,
} from 'cockatiel';
import {
  type CallFacts,
  TBankCircuitOpenError,
  TBankUnavailableError,
  TBankUnknownOutcomeError,
} from '../errors/tbank-errors';

export interface BreakerOptions {
  readonly failures: number;
  readonly openMs: number;
}

/** What tells that the bank is ill; a refusal or a 429 tells that it is well. */
const isOutage = (error: Error): boolean =>
  error instanceof TBankUnavailableError || error instanceof TBankUnknownOutcomeError;

/** Stops asking a bank that does not answer; one probe tells when it is back. */
export class BankCircuitBreaker {
  private readonly policy: CircuitBreakerPolicy;

  constructor({ failures, openMs }: BreakerOptions, onChange: (state: 'open' | 'closed') => void) {
    this.policy = circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: openMs,
      breaker: new ConsecutiveBreaker(failures),
    });
    this.policy.onBreak(() => onChange('open'));
    this.policy.onReset(() => onChange('closed'));
  }

  /** @throws TBankCircuitOpenError without calling `work` while the breaker is open */
  async execute<T>(facts: CallFacts, work: () => Promise<T>): Promise<T> {
    try {
      return await this.policy.execute(work);
    } catch (error) {
      if (error instanceof BrokenCircuitError || error instanceof IsolatedCircuitError) {
        throw new TBankCircuitOpenError(facts);
      }
      throw error;
    }
  }
}
