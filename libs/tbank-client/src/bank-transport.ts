import { canonicalJson, newId, sha256Hex, toAppError } from '@lk/kernel';
import { type Metrics } from '@lk/platform';
import { type AxiosInstance, isAxiosError } from 'axios';
import { type Counter, type Histogram } from 'prom-client';
import { type BankRequest } from './bank-call';
import { classifyFailure } from './errors/classify-failure';
import { TBankContractError, TBankError, TBankUnknownOutcomeError } from './errors/tbank-errors';
import { type BankCallJournal } from './journal/bank-call-journal';
import { type BankCircuitBreaker } from './policies/circuit-breaker';
import { type RateLimiter } from './policies/rate-limiter';
import { WireFieldError, WireObject } from './wire/read-fields';

export interface BankTransportParts {
  readonly http: AxiosInstance;
  readonly journal: BankCallJournal;
  readonly limiter: RateLimiter;
  readonly breaker: BankCircuitBreaker;
  readonly metrics: Metrics;
}

/**
 * The way of every call: journal (changes only), breaker, limiter, HTTP with its repeats, reading of
 * the answer, journal again. Throws nothing but {@link TBankError} and errors of the journal.
 */
export class BankTransport {
  private readonly latency: Histogram<'operation'>;
  private readonly errors: Counter<'operation' | 'code'>;

  constructor(private readonly parts: BankTransportParts) {
    this.latency = parts.metrics.histogram(
      'tbank_api_latency_seconds',
      'Bank calls with their repeats',
      ['operation'],
    );
    this.errors = parts.metrics.counter('tbank_api_errors_total', 'Failed bank calls', [
      'operation',
      'code',
    ]);
  }

  /** @throws TBankError */
  async send<T>(request: BankRequest, read: (answer: WireObject) => T): Promise<T> {
    const requestId = newId();
    await this.open(request);
    const stop = this.latency.startTimer({ operation: request.operation });
    try {
      const answer = await this.guarded(request, requestId, read);
      await this.close(request, requestId, 'done');
      return answer;
    } catch (error) {
      const failure = toAppError(error);
      this.errors.inc({ operation: request.operation, code: failure.code });
      const httpStatus = failure instanceof TBankError ? failure.httpStatus : undefined;
      await this.close(request, requestId, failure.code, httpStatus);
      throw error;
    } finally {
      stop();
    }
  }

  private guarded<T>(
    request: BankRequest,
    requestId: string,
    read: (answer: WireObject) => T,
  ): Promise<T> {
    const { breaker, limiter } = this.parts;
    return breaker.execute({ operation: request.operation, requestId }, async () => {
      await limiter.acquire(request.group, request.priority);
      const body = await this.exchange(request, requestId);
      return readAnswer(body, { operation: request.operation, requestId }, read);
    });
  }

  private async exchange(request: BankRequest, requestId: string): Promise<unknown> {
    const { operation, method, path: url, query: params, body: data, change, servedOnce } = request;
    const headers = { 'x-request-id': requestId, ...(change && { 'idempotency-key': change.key }) };
    const changes = change !== undefined;
    try {
      const answer = await this.parts.http.request<unknown>({
        method,
        url,
        params,
        data,
        headers,
        changes,
        servedOnce,
      });
      return answer.data;
    } catch (error) {
      if (isAxiosError(error)) throw classifyFailure(error, { operation, requestId, changes });
      // Something of ours failed after the request may have left: never call that harmless.
      if (changes) throw new TBankUnknownOutcomeError({ operation, requestId, cause: error });
      throw error;
    }
  }

  private async open({ change, method, path, body }: BankRequest): Promise<void> {
    if (!change) return;
    const requestHash = sha256Hex(canonicalJson([method, path, body ?? null]));
    await this.parts.journal.begin({ ...change, requestHash });
  }

  private async close(
    { change }: BankRequest,
    requestId: string,
    outcome: string,
    httpStatus?: number,
  ): Promise<void> {
    if (change) await this.parts.journal.finish(change.key, { outcome, httpStatus, requestId });
  }
}

function readAnswer<T>(
  body: unknown,
  facts: { operation: string; requestId: string },
  read: (answer: WireObject) => T,
): T {
  try {
    // Accept and cancel answer with an empty object, or with nothing at all.
    return read(new WireObject(body === '' ? {} : body));
  } catch (error) {
    if (error instanceof WireFieldError) throw new TBankContractError(facts, error.field);
    throw error;
  }
}
