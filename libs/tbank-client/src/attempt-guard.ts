import { type Metrics, ThrottledLog, type AppLogger } from '@lk/platform';
import { toAppError } from '@lk/kernel';
import { type AxiosError, type AxiosResponse, isAxiosError } from 'axios';
import { type Histogram } from 'prom-client';
import { type BankCircuitBreaker } from './breaker/circuit-breaker';
import { type CallAttempts } from './call-attempts';
import { isLost, kindOf, retryAfterMs, wasNotSent } from './errors/failure-kinds';
import { type Permit, type RateLimiter } from './limiter/rate-limiter';

export interface AttemptGuardParts {
  readonly limiter: RateLimiter;
  readonly breaker: BankCircuitBreaker;
  readonly metrics: Metrics;
  readonly logger: AppLogger;
}

/** What stands around each HTTP attempt: a place within the bank's limits, then the breaker. */
export class AttemptGuard {
  private readonly latency: Histogram<'operation'>;
  private readonly trouble = new ThrottledLog(5000);

  constructor(private readonly parts: AttemptGuardParts) {
    this.latency = parts.metrics.histogram(
      'tbank_api_latency_seconds',
      'HTTP attempts to the bank, without the wait for the rate limit',
      ['operation'],
    );
  }

  /** @throws AxiosError as the attempt failed; TBankCircuitOpenError, AppError `BANK_BUSY` unsent */
  async around(attempts: CallAttempts, send: () => Promise<AxiosResponse>): Promise<AxiosResponse> {
    const { limiter, breaker } = this.parts;
    const { group, priority } = attempts.request;
    breaker.check(attempts.facts);
    const permit = await limiter.acquire(group, priority);
    let passed = false;
    try {
      attempts.checkTime(Date.now());
      return await breaker.execute(attempts.facts, () => {
        passed = true;
        return this.attempt(attempts, permit, send);
      });
    } finally {
      if (!passed) permit.unused();
    }
  }

  private async attempt(
    attempts: CallAttempts,
    permit: Permit,
    send: () => Promise<AxiosResponse>,
  ): Promise<AxiosResponse> {
    attempts.sent = true;
    const stop = this.latency.startTimer({ operation: attempts.request.operation });
    try {
      const answer = await send();
      permit.answered();
      return answer;
    } catch (error) {
      if (isAxiosError(error)) await this.failed(attempts, permit, error);
      else permit.lost();
      throw error;
    } finally {
      stop();
    }
  }

  private async failed(attempts: CallAttempts, permit: Permit, error: AxiosError): Promise<void> {
    attempts.failed(error);
    if (wasNotSent(error)) permit.unused();
    else if (isLost(error)) permit.lost();
    else permit.answered();
    const asked = retryAfterMs(error);
    if (kindOf(error) !== 'rate-limit' && asked === undefined) return;
    await this.slowDown(attempts, asked);
  }

  /** The others learn of it; not being able to tell them must not change what this call learned. */
  private async slowDown({ request }: CallAttempts, askedMs: number | undefined): Promise<void> {
    try {
      await this.parts.limiter.slowDown(request.group, askedMs);
    } catch (error) {
      this.trouble.write((suppressed) =>
        this.parts.logger.warn('the other processes could not be told to slow down', {
          errorCode: toAppError(error).code,
          suppressed,
        }),
      );
    }
  }
}
