import { Injectable } from '@nestjs/common';
import {
  contractViolation,
  decisionOf,
  tooManyRequests,
  unauthorized,
} from '../../domain/bank-refusal';
import { fingerprintOf } from '../../domain/idempotency-store';
import { limitOf } from '../../domain/method-limits';
import { retryAfterHeader } from '../../domain/retry-after';
import { SimulatorConfig } from '../../simulator.config';
import { SimulatorState } from '../simulator-state';
import { type Exchange } from './recorded-request';

/** The bank's rules about requests that are the same for all of its methods. */
@Injectable()
export class RequestGate {
  constructor(
    private readonly state: SimulatorState,
    private readonly config: SimulatorConfig,
  ) {}

  /** Token and rate limit. @throws BankRefusal 401 or 429 */
  admit({ request, entry }: Exchange): void {
    if (request.headers.authorization !== `Bearer ${this.config.SIM_API_TOKEN}`) {
      throw unauthorized();
    }
    const { settings, limiter } = this.state;
    if (!settings.rateLimitEnabled) return;
    const waitMs = limiter.admit(entry.group, limitOf(entry.group, settings), entry.arrivedMs);
    if (waitMs === 0) return;
    throw tooManyRequests(retryAfterHeader(waitMs, settings.retryAfter, new Date()));
  }

  /** Runs the handler at most once per Idempotency-Key. */
  async execute(
    { request, entry, rule: { key: keyRule } }: Exchange,
    handler: () => Promise<unknown>,
  ): Promise<unknown> {
    const key = keyRule === 'ignored' ? undefined : entry.idempotencyKey;
    if (!key) {
      if (keyRule === 'required') throw contractViolation('Idempotency-Key', 'required header');
      return handler();
    }
    const fingerprint = fingerprintOf(entry.method, entry.path, request.body);
    const work = () => decisionOf(handler);
    const { answer, replayed } = await this.state.keys.run(key, fingerprint, work);
    entry.replayed = replayed;
    if ('refusal' in answer) throw answer.refusal;
    return answer.body;
  }
}
