import { AppError, newId, toAppError } from '@lk/kernel';
import { type AppLogger, type Metrics } from '@lk/platform';
import { type AxiosInstance, isAxiosError } from 'axios';
import { type Counter } from 'prom-client';
import { AttemptGuard } from './attempt-guard';
import { type BankRequest } from './bank-call';
import { type BankHttpOptions, createBankHttp } from './bank-http';
import { type BankCircuitBreaker } from './breaker/circuit-breaker';
import { CallAttempts } from './call-attempts';
import { classifyFailure } from './errors/classify-failure';
import {
  TBankContractError,
  TBankError,
  TBankUnavailableError,
  TBankUnknownOutcomeError,
} from './errors/tbank-errors';
import { type BankCallJournal, type CallResult } from './journal/bank-call-journal';
import { openCall } from './journal/open-call';
import { type RateLimiter } from './limiter/rate-limiter';
import { noteRequest } from './request-trail';
import { WireFieldError, WireObject } from './wire/read-fields';

export interface BankTransportOptions extends Omit<BankHttpOptions, 'around'> {
  /** All attempts of one call and the waits between them, in milliseconds. */
  readonly deadlineMs: number;
}

export interface BankTransportParts {
  readonly journal: BankCallJournal;
  readonly limiter: RateLimiter;
  readonly breaker: BankCircuitBreaker;
  readonly metrics: Metrics;
  readonly logger: AppLogger;
  /** Told of failures that a person must know of: credentials refused, an answer beyond the contract. */
  readonly onAlarm?: (error: TBankError) => void;
}

/**
 * The way of every call: breaker, journal (changes only), HTTP attempts each behind limiter and
 * breaker, reading of the answer, journal again.
 * Throws {@link TBankError}, `BANK_BUSY` of the limiter, and errors of the journal's database.
 */
export class BankTransport {
  private readonly http: AxiosInstance;
  private readonly errors: Counter<'operation' | 'code'>;

  constructor(
    private readonly options: BankTransportOptions,
    private readonly parts: BankTransportParts,
  ) {
    const guard = new AttemptGuard(parts);
    this.http = createBankHttp({ ...options, around: guard.around.bind(guard) });
    this.errors = parts.metrics.counter('tbank_api_errors_total', 'Failed bank calls', [
      'operation',
      'code',
    ]);
  }

  /** @throws TBankError */
  async send<T>(request: BankRequest, read: (answer: WireObject) => T): Promise<T> {
    const requestId = newId();
    noteRequest(requestId);
    const facts = { operation: request.operation, requestId };
    this.parts.breaker.check(facts);
    const earlier = await openCall(this.parts.journal, request, facts);
    const deadlineAt = Date.now() + this.options.deadlineMs;
    const attempts = new CallAttempts(request, requestId, earlier, deadlineAt);
    const answer = await this.answer(attempts, read);
    // When this fails the answer is lost for us too: the row stays in flight, and is looked up.
    await this.close(attempts, { outcome: 'done', uncertain: false });
    return answer;
  }

  private async answer<T>(attempts: CallAttempts, read: (answer: WireObject) => T): Promise<T> {
    try {
      const body = await this.exchange(attempts);
      attempts.succeeded();
      return readAnswer(body, attempts, read);
    } catch (error) {
      const failure = toAppError(error);
      this.errors.inc({ operation: attempts.request.operation, code: failure.code });
      this.alarm(failure);
      await this.close(attempts, resultOf(failure, attempts));
      throw this.isBankIll(failure, attempts) ? failure.duringOutage() : failure;
    }
  }

  /** It opened the breaker, or was the probe that failed. A doubt about its outcome is told instead. */
  private isBankIll(
    failure: AppError,
    { facts, mayHaveBeenDone }: CallAttempts,
  ): failure is TBankUnavailableError {
    if (!(failure instanceof TBankUnavailableError) || mayHaveBeenDone) return false;
    try {
      this.parts.breaker.check(facts);
      return false;
    } catch {
      return true;
    }
  }

  private async exchange(attempts: CallAttempts): Promise<unknown> {
    const { request, requestId, changes } = attempts;
    const { method, path: url, query: params, body: data, change } = request;
    const headers = { 'x-request-id': requestId, 'idempotency-key': change?.key ?? requestId };
    try {
      const answer = await this.http.request<unknown>({
        method,
        url,
        params,
        data,
        headers,
        attempts,
      });
      return answer.data;
    } catch (error) {
      if (isAxiosError(error)) throw classifyFailure(error, factsOf(attempts));
      if (error instanceof AppError) throw error;
      // Something of ours failed after the request may have left: never call that harmless.
      if (changes && attempts.sent) {
        throw new TBankUnknownOutcomeError({ ...attempts.facts, cause: error });
      }
      throw error;
    }
  }

  private async close(
    { request, requestId, sent }: CallAttempts,
    result: Pick<CallResult, 'outcome' | 'httpStatus' | 'uncertain'>,
  ): Promise<void> {
    const { change } = request;
    if (change) await this.parts.journal.finish(change.key, { ...result, requestId, sent });
  }

  private alarm(failure: AppError): void {
    if (failure instanceof TBankError && failure.disposition === 'invariant') {
      this.parts.onAlarm?.(failure);
    }
  }
}

function factsOf({ request, requestId, changes, mayHaveBeenDone }: CallAttempts) {
  return { operation: request.operation, requestId, changes, mayHaveBeenDone };
}

/** Errors that are not the bank's (no place within the limit) leave what earlier attempts left. */
function resultOf(failure: AppError, { mayHaveBeenDone }: CallAttempts) {
  const { code: outcome } = failure;
  if (!(failure instanceof TBankError)) return { outcome, uncertain: mayHaveBeenDone };
  const uncertain = mayHaveBeenDone || failure.mayHaveBeenDone;
  return { outcome, httpStatus: failure.httpStatus, uncertain };
}

function readAnswer<T>(
  body: unknown,
  { facts, changes }: CallAttempts,
  read: (answer: WireObject) => T,
): T {
  try {
    // Accept and cancel answer with an empty object, or with nothing at all.
    return read(new WireObject(body === '' ? {} : body));
  } catch (error) {
    if (!(error instanceof WireFieldError)) throw error;
    throw new TBankContractError({ ...facts, mayHaveBeenDone: changes }, error.field);
  }
}
