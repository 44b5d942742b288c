import { AxiosError, type AxiosResponse } from 'axios';
import {
  FAILURE_RULES,
  type FailureKind,
  isLost,
  isRepeatable,
  isServerFault,
  kindOf,
  opensBreaker,
  retryAfterMs,
  wasNotSent,
  wasNotServed,
} from './failure-kinds';

function answered(status: number, headers: object = {}): AxiosError {
  const response = { status, data: {}, headers } as unknown as AxiosResponse;
  return new AxiosError('x', 'ERR_BAD_REQUEST', undefined, undefined, response);
}
const unanswered = (code: string): AxiosError => new AxiosError('x', code);
const failure = (what: number | string): AxiosError =>
  typeof what === 'number' ? answered(what) : unanswered(what);

/** What failed, its kind, and what follows: repeat of a change, of a read, a sign of illness. */
const TABLE: [number | string, FailureKind, change: boolean, read: boolean, ill: boolean][] = [
  [429, 'rate-limit', true, true, false],
  [400, 'validation', false, false, false],
  [404, 'validation', false, false, false],
  [409, 'validation', false, false, false],
  [422, 'validation', false, false, false],
  [499, 'validation', false, false, false],
  [401, 'auth', false, false, false],
  [403, 'auth', false, false, false],
  [408, 'unavailable', true, true, true],
  [500, 'unavailable', true, true, true],
  [502, 'unavailable', true, true, true],
  [503, 'unavailable', true, true, true],
  [504, 'unavailable', true, true, true],
  [302, 'unavailable', true, true, true],
  ['ECONNREFUSED', 'unavailable', true, true, true],
  ['ENOTFOUND', 'unavailable', true, true, true],
  ['EAI_AGAIN', 'unavailable', true, true, true],
  ['EHOSTUNREACH', 'unavailable', true, true, true],
  ['ENETUNREACH', 'unavailable', true, true, true],
  ['EADDRNOTAVAIL', 'unavailable', true, true, true],
  ['CERT_HAS_EXPIRED', 'unavailable', true, true, true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'unavailable', true, true, true],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'unavailable', true, true, true],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'unavailable', true, true, true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unavailable', true, true, true],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unavailable', true, true, true],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unavailable', true, true, true],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unavailable', true, true, true],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'unavailable', true, true, true],
  ['ERR_TLS_RENEGOTIATION_DISABLED', 'lost', false, true, true],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'unavailable', true, true, true],
  ['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', 'lost', false, true, true],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'lost', false, true, true],
  ['ECONNABORTED', 'lost', false, true, true],
  ['ETIMEDOUT', 'lost', false, true, true],
  ['ECONNRESET', 'lost', false, true, true],
  ['EPIPE', 'lost', false, true, true],
  ['XCERT_', 'lost', false, true, true],
  ['ECONNREFUSED_NOT', 'lost', false, true, true],
];

describe('the table of failures', () => {
  it.each(TABLE)('%s is %s', (what, kind, change, read, ill) => {
    const error = failure(what);
    expect(kindOf(error)).toBe(kind);
    expect(isRepeatable(error, true)).toBe(change);
    expect(isRepeatable(error, false)).toBe(read);
    expect(opensBreaker(error)).toBe(ill);
  });

  it('has a rule for every kind that occurs', () => {
    expect(Object.keys(FAILURE_RULES).sort()).toEqual(
      [...new Set(TABLE.map(([, kind]) => kind))].sort(),
    );
  });

  it('counts only answers of the bank for the breaker, no error of ours', () => {
    expect(opensBreaker(new Error('x'))).toBe(false);
    expect(opensBreaker(undefined)).toBe(false);
  });

  it('takes an error without a code for a lost answer', () => {
    expect(kindOf(new AxiosError('x'))).toBe('lost');
  });
});

describe.each<[number | string, served: boolean, sent: boolean, lost: boolean, fault: boolean]>([
  [429, false, true, false, false],
  [422, true, true, false, false],
  [499, true, true, false, false],
  [500, true, true, false, true],
  [503, true, true, false, true],
  ['ECONNREFUSED', false, false, false, false],
  ['ECONNABORTED', true, true, true, false],
])('%s', (what, served, sent, lost, fault) => {
  const error = failure(what);

  it('tells what the bank may have done', () => {
    expect(wasNotServed(error)).toBe(!served);
    expect(wasNotSent(error)).toBe(!sent);
    expect(isLost(error)).toBe(lost);
    expect(isServerFault(error)).toBe(fault);
  });
});

it('believes an answer more than the code beside it', () => {
  const error = answered(500);
  error.code = 'ECONNREFUSED';
  expect(wasNotSent(error)).toBe(false);
  expect(isServerFault(error)).toBe(true);
});

describe('retryAfterMs', () => {
  const NOW = Date.parse('2026-01-15T10:00:00Z');

  it.each([
    ['7', 7000],
    ['120', 120_000],
    ['0', 0],
    ['Thu, 15 Jan 2026 10:00:05 GMT', 5000],
    ['Thu, 15 Jan 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['7 s', undefined],
    ['s7', undefined],
    ['', undefined],
    [undefined, undefined],
    [7, undefined],
  ])('reads %j as %j', (header, expected) => {
    expect(retryAfterMs(answered(429, { 'retry-after': header }), NOW)).toBe(expected);
  });

  it('knows no wait when there was no answer', () => {
    expect(retryAfterMs(unanswered('ECONNRESET'))).toBeUndefined();
  });
});
