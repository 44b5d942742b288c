import { type AxiosError, isAxiosError } from 'axios';

/** What went wrong with one HTTP attempt, in the words of the contract's table. */
export type FailureKind = 'rate-limit' | 'validation' | 'auth' | 'unavailable' | 'lost';

interface FailureRule {
  /** What may be repeated inside the call: anything, reads only, or nothing. */
  readonly repeat: 'always' | 'reads' | 'never';
  /** Whether it tells that the bank is ill. A refusal or a 429 tells that it is well. */
  readonly opensBreaker: boolean;
}

/** The whole policy about failures of attempts. */
export const FAILURE_RULES: Readonly<Record<FailureKind, FailureRule>> = {
  'rate-limit': { repeat: 'always', opensBreaker: false },
  validation: { repeat: 'never', opensBreaker: false },
  auth: { repeat: 'never', opensBreaker: false },
  unavailable: { repeat: 'always', opensBreaker: true },
  lost: { repeat: 'reads', opensBreaker: true },
};

/**
 * Nothing left this machine, or nothing arrived: no connection, no such host, no TLS session. A server
 * that refuses our certificate ends the session before it reads a request.
 */
const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|CERT_.*|ERR_TLS_.*|ERR_SSL_.*_ALERT_.*|.*_CERT.*)$/;

/** Which answers mean what; the order of the contract's table. */
export function kindOfStatus(status: number): Exclude<FailureKind, 'lost'> {
  if (status === 429) return 'rate-limit';
  if (status === 401 || status === 403) return 'auth';
  if (status >= 400 && status < 500 && status !== 408) return 'validation';
  return 'unavailable';
}

/** What the failure of an attempt means. */
export function kindOf(error: AxiosError): FailureKind {
  const { response } = error;
  // The bank said yes and its answer was cut off on the way: as lost as one that never began.
  if (response && response.status >= 300) return kindOfStatus(response.status);
  return wasNotSent(error) ? 'unavailable' : 'lost';
}

/** Surely nothing arrived at the bank. */
export function wasNotSent(error: AxiosError): boolean {
  return !error.response && NOT_SENT.test(error.code ?? '');
}

/** An answer of 5xx: the bank may have done its work before it failed. */
export function isServerFault(error: AxiosError): boolean {
  return (error.response?.status ?? 0) >= 500;
}

/** Sent, and no answer: the bank may or may not have done it. */
export function isLost(error: AxiosError): boolean {
  return kindOf(error) === 'lost';
}

/** Whether repeating the request inside the call can help and is harmless. */
export function isRepeatable(error: AxiosError, changes: boolean): boolean {
  const { repeat } = FAILURE_RULES[kindOf(error)];
  return repeat === 'always' || (repeat === 'reads' && !changes);
}

/** Refused for its rate, or never arrived: the bank has not counted it as served. */
export function wasNotServed(error: AxiosError): boolean {
  return kindOf(error) === 'rate-limit' || wasNotSent(error);
}

/** Whether what an attempt threw counts for the circuit breaker. */
export function opensBreaker(error: unknown): boolean {
  return isAxiosError(error) && FAILURE_RULES[kindOf(error)].opensBreaker;
}

/** `Retry-After` in milliseconds: seconds, or a date. */
export function retryAfterMs(error: AxiosError, now = Date.now()): number | undefined {
  const header: unknown = error.response?.headers['retry-after'];
  if (typeof header !== 'string' || header === '') return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
