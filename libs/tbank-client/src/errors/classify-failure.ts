import { isJsonObject } from '@lk/kernel';
import { type AxiosError } from 'axios';
import {
  type CallFacts,
  TBankAuthError,
  type TBankError,
  TBankRateLimitError,
  TBankRepeatRefusedError,
  TBankUnavailableError,
  TBankUnknownOutcomeError,
  TBankValidationError,
} from './tbank-errors';

type FailureKind = 'rate-limit' | 'validation' | 'auth' | 'unavailable' | 'lost';

/** Nothing left this machine, or nothing arrived: no connection, no such host. */
const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|CERT_.*|ERR_TLS_.*|.*_CERT.*)$/;

/** Which answers mean what; the order of the contract's table. */
export function kindOfStatus(status: number): Exclude<FailureKind, 'lost'> {
  if (status === 429) return 'rate-limit';
  if (status === 401 || status === 403) return 'auth';
  if (status >= 400 && status < 500 && status !== 408) return 'validation';
  return 'unavailable';
}

function kindOf(error: AxiosError): FailureKind {
  if (error.response) return kindOfStatus(error.response.status);
  return NOT_SENT.test(error.code ?? '') ? 'unavailable' : 'lost';
}

/** An answer of 5xx: the bank may have done its work before it failed. */
export function isServerFault(error: AxiosError): boolean {
  return (error.response?.status ?? 0) >= 500;
}

/** Whether repeating the request inside the call can help and is harmless. */
export function isRepeatable(error: AxiosError, changes: boolean): boolean {
  const kind = kindOf(error);
  return kind === 'rate-limit' || kind === 'unavailable' || (kind === 'lost' && !changes);
}

/** Refused for its rate, or never arrived: the bank has not counted it as served. */
export function wasNotServed(error: AxiosError): boolean {
  return error.response ? error.response.status === 429 : NOT_SENT.test(error.code ?? '');
}

/** `Retry-After` in milliseconds: seconds, or a date. */
export function retryAfterMs(error: AxiosError, now = Date.now()): number | undefined {
  const header: unknown = error.response?.headers['retry-after'];
  if (typeof header !== 'string' || header === '') return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The bank's code, unless it could be anything else than a code. */
function bankErrorCode(error: AxiosError): string | undefined {
  const body: unknown = error.response?.data;
  const code = isJsonObject(body) ? body.errorCode : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z_]{1,49}$/.test(code) ? code : undefined;
}

/** An axios failure in our terms. The axios error itself holds headers and bodies, so it is not kept. */
export function classifyFailure(
  error: AxiosError,
  call: {
    readonly operation: string;
    readonly requestId: string;
    readonly changes: boolean;
    readonly mayHaveBeenDone?: boolean;
  },
): TBankError {
  const facts: CallFacts = {
    operation: call.operation,
    requestId: call.requestId,
    httpStatus: error.response?.status,
    bankErrorCode: bankErrorCode(error),
    retryAfterMs: retryAfterMs(error),
    mayHaveBeenDone: call.changes && (call.mayHaveBeenDone === true || isServerFault(error)),
  };
  const kind = kindOf(error);
  switch (kind) {
    case 'rate-limit':
      return new TBankRateLimitError(facts);
    case 'validation':
      return call.changes && call.mayHaveBeenDone
        ? new TBankRepeatRefusedError(facts)
        : new TBankValidationError(facts);
    case 'auth':
      return new TBankAuthError(facts);
    case 'unavailable':
      return new TBankUnavailableError(facts);
    case 'lost':
      return call.changes ? new TBankUnknownOutcomeError(facts) : new TBankUnavailableError(facts);
  }
}
