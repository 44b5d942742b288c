import { AxiosError, type AxiosResponse } from 'axios';
import { classifyFailure, isRepeatable, retryAfterMs, wasNotServed } from './classify-failure';

function answered(status: number, data: unknown = {}, headers: object = {}): AxiosError {
  const response = { status, data, headers } as unknown as AxiosResponse;
  return new AxiosError('x', 'ERR_BAD_REQUEST', undefined, undefined, response);
}
const unanswered = (code: string): AxiosError => new AxiosError('x', code);

const classify = (error: AxiosError, changes: boolean) =>
  classifyFailure(error, { operation: 'payments.create', requestId: 'r-1', changes });

describe('classifyFailure', () => {
  it.each([
    ['TBankRateLimitError', 'transient', answered(429)],
    ['TBankValidationError', 'permanent', answered(400)],
    ['TBankValidationError', 'permanent', answered(422)],
    ['TBankValidationError', 'permanent', answered(404)],
    ['TBankAuthError', 'invariant', answered(401)],
    ['TBankAuthError', 'invariant', answered(403)],
    ['TBankUnavailableError', 'transient', answered(500)],
    ['TBankUnavailableError', 'transient', answered(503)],
    ['TBankUnavailableError', 'transient', answered(408)],
    ['TBankUnavailableError', 'transient', answered(302)],
    ['TBankUnavailableError', 'transient', unanswered('ECONNREFUSED')],
    ['TBankUnavailableError', 'transient', unanswered('ENOTFOUND')],
    ['TBankUnavailableError', 'transient', unanswered('EAI_AGAIN')],
    ['TBankUnavailableError', 'transient', unanswered('CERT_HAS_EXPIRED')],
    ['TBankUnavailableError', 'transient', unanswered('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['TBankUnknownOutcomeError', 'unknown-outcome', unanswered('ECONNABORTED')],
    ['TBankUnknownOutcomeError', 'unknown-outcome', unanswered('ETIMEDOUT')],
    ['TBankUnknownOutcomeError', 'unknown-outcome', unanswered('ECONNRESET')],
    ['TBankUnknownOutcomeError', 'unknown-outcome', unanswered('EPIPE')],
  ])('of a changing call as %s, %s: %s', (name, disposition, error) => {
    expect(classify(error, true)).toMatchObject({ name, disposition });
    const reading = name === 'TBankUnknownOutcomeError' ? 'TBankUnavailableError' : name;
    expect(classify(error, false)).toMatchObject({ name: reading });
  });

  it('keeps the code of the bank when it is a code, and nothing else of the answer', () => {
    const refused = (errorCode: unknown) =>
      classify(answered(422, { errorCode, errorMessage: 'Ivanov' }), true);
    expect(refused('DEAL_CLOSED')).toMatchObject({
      bankErrorCode: 'DEAL_CLOSED',
      httpStatus: 422,
      safeDetails: {
        operation: 'payments.create',
        requestId: 'r-1',
        httpStatus: 422,
        bankErrorCode: 'DEAL_CLOSED',
      },
    });
    expect(refused('Ivanov 500100732259').bankErrorCode).toBeUndefined();
    expect(refused(7).bankErrorCode).toBeUndefined();
    expect(JSON.stringify({ ...refused('X_Y') })).not.toContain('Ivanov');
    expect(classify(answered(502, '<html>'), true).bankErrorCode).toBeUndefined();
  });
});

describe('isRepeatable', () => {
  it.each([
    [429, true, true],
    [500, true, true],
    [400, true, false],
    [401, true, false],
    ['ECONNREFUSED', true, true],
    ['ECONNABORTED', true, false],
    ['ECONNABORTED', false, true],
  ])('%s, changing: %s -> %s', (what, changes, expected) => {
    const error = typeof what === 'number' ? answered(what) : unanswered(what);
    expect(isRepeatable(error, changes)).toBe(expected);
  });
});

describe('wasNotServed', () => {
  it.each([
    [429, true],
    [500, false],
    ['ECONNREFUSED', true],
    ['ECONNABORTED', false],
  ])('%s -> %s', (what, expected) => {
    expect(wasNotServed(typeof what === 'number' ? answered(what) : unanswered(what))).toBe(
      expected,
    );
  });
});

describe('retryAfterMs', () => {
  const NOW = Date.parse('2026-01-15T10:00:00Z');

  it.each([
    ['7', 7000],
    ['Thu, 15 Jan 2026 10:00:05 GMT', 5000],
    ['Thu, 15 Jan 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (header, expected) => {
    const error = answered(429, {}, { 'retry-after': header });
    expect(retryAfterMs(error, NOW)).toBe(expected);
  });

  it('knows no wait when there was no answer', () => {
    expect(retryAfterMs(unanswered('ECONNRESET'))).toBeUndefined();
  });
});
