import { type AppError, canonicalJson, newId, sha256Hex, toAppError } from '@lk/kernel';
import { type Metrics } from '@lk/platform';
import { type AxiosInstance, isAxiosError } from 'axios';
import { type Counter, type Histogram } from 'prom-client';
import { type BankRequest } from './bank-call';
import { classifyFailure } from './errors/classify-failure';
import { TBankContractError, TBankError, TBankUnknownOutcomeError } from './errors/tbank-errors';
import { type BankCallJournal, type CallResult } from './journal/bank-call-journal';
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
    const mayHaveBeenDone = await this.open(request);
    const stop = this.latency.startTimer({ operation: request.operation });
    try {
      const answer = await this.guarded(request, { requestId, mayHaveBeenDone }, read);
      await this.close(request, { requestId, outcome: 'done', uncertain: false });
      return answer;
    } catch (error) {
      const failure = toAppError(error);
      this.errors.inc({ operation: request.operation, code: failure.code });
      await this.close(request, { requestId, ...resultOf(failure) });
      throw error;
    } finally {
      stop();
    }
  }

  private guarded<T>(
    request: BankRequest,
    attempt: Attempt,
    read: (answer: WireObject) => T,
  ): Promise<T> {
    const { breaker, limiter } = this.parts;
    const { requestId } = attempt;
    return breaker.execute({ operation: request.operation, requestId }, async () => {
      await limiter.acquire(request.group, request.priority);
      const body = await this.exchange(request, attempt);
      return readAnswer(body, { operation: request.operation, requestId }, read);
    });
  }

  private async exchange(request: BankRequest, attempt: Attempt): Promise<unknown> {
    const { requestId } = attempt;
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
        mayHaveBeenDone: attempt.mayHaveBeenDone,
      });
      return answer.data;
    } catch (error) {
      if (isAxiosError(error)) {
        const mayHaveBeenDone = error.config?.mayHaveBeenDone ?? attempt.mayHaveBeenDone;
        throw classifyFailure(error, { operation, requestId, changes, mayHaveBeenDone });
      }
      // Something of ours failed after the request may have left: never call that harmless.
      if (changes) throw new TBankUnknownOutcomeError({ operation, requestId, cause: error });
      throw error;
    }
  }

  /** Whether an earlier attempt of the same change may have been carried out. */
  private async open({ change, method, path, body }: BankRequest): Promise<boolean> {
    if (!change) return false;
    const requestHash = sha256Hex(canonicalJson([method, path, body ?? null]));
    const { uncertain } = await this.parts.journal.begin({ ...change, requestHash });
    return uncertain;
  }

  private async close({ change }: BankRequest, result: CallResult): Promise<void> {
    if (change) await this.parts.journal.finish(change.key, result);
  }
}

interface Attempt {
  readonly requestId: string;
  /** An earlier attempt under the same key may have been carried out. */
  readonly mayHaveBeenDone: boolean;
}

function resultOf(failure: AppError): Omit<CallResult, 'requestId'> {
  const { code: outcome } = failure;
  if (!(failure instanceof TBankError)) return { outcome, uncertain: true };
  const uncertain = failure.mayHaveBeenDone || failure instanceof TBankContractError;
  return { outcome, httpStatus: failure.httpStatus, uncertain };
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
