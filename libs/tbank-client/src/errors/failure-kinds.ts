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

/** Nothing left this machine: no connection, no such host. */
const NO_CONNECTION = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;

/**
 * We do not trust the server's certificate (the codes of OpenSSL and of Node), or the handshake did not
 * end: Node writes nothing before.
 */
const CERTIFICATE_REFUSED =
  /^(CERT_[A-Z_]+|CRL_[A-Z_]+|UNABLE_TO_[A-Z_]+|[A-Z_]+_CERT(_[A-Z_]+)?|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)$/;
const NO_SESSION =
  /^ERR_TLS_(CERT_ALTNAME_[A-Z]+|HANDSHAKE_TIMEOUT|PROTOCOL_VERSION_CONFLICT|DH_PARAM_SIZE)$/;

/**
 * The server's words about a session that did not come to be: it refuses our certificate, or what we
 * offer, before it reads a request. An alert of any other name may end a session that has carried one.
 */
const SESSION_REFUSED =
  /^ERR_SSL_[A-Z0-9]+_ALERT_(HANDSHAKE_FAILURE|PROTOCOL_VERSION|INSUFFICIENT_SECURITY|UNKNOWN_CA|ACCESS_DENIED|[A-Z_]*CERTIFICATE[A-Z_]*)$/;

const NOT_SENT = [NO_CONNECTION, CERTIFICATE_REFUSED, NO_SESSION, SESSION_REFUSED];

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
  return !error.response && NOT_SENT.some((codes) => codes.test(error.code ?? ''));
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
