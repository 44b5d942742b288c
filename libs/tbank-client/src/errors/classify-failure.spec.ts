import { AxiosError, type AxiosResponse } from 'axios';
import { classifyFailure, type FailedCall } from './classify-failure';
import { type TBankValidationError } from './tbank-errors';

function answered(status: number, data: unknown = {}, headers: object = {}): AxiosError {
  const response = { status, data, headers } as unknown as AxiosResponse;
  return new AxiosError('x', 'ERR_BAD_REQUEST', undefined, undefined, response);
}
const unanswered = (code: string): AxiosError => new AxiosError('x', code);

const classify = (error: AxiosError, changes: boolean, more: Partial<FailedCall> = {}) =>
  classifyFailure(error, { operation: 'payments.create', requestId: 'r-1', changes, ...more });

describe('classifyFailure', () => {
  it.each<[name: string, code: string, disposition: string, mayBeDone: boolean, AxiosError]>([
    ['TBankRateLimitError', 'BANK_RATE_LIMIT', 'transient', false, answered(429)],
    ['TBankValidationError', 'BANK_REFUSED', 'permanent', false, answered(400)],
    ['TBankValidationError', 'BANK_REFUSED', 'permanent', false, answered(422)],
    ['TBankValidationError', 'BANK_REFUSED', 'permanent', false, answered(404)],
    ['TBankAuthError', 'BANK_AUTH', 'invariant', false, answered(401)],
    ['TBankAuthError', 'BANK_AUTH', 'invariant', false, answered(403)],
    ['TBankUnavailableError', 'BANK_UNAVAILABLE', 'transient', true, answered(500)],
    ['TBankUnavailableError', 'BANK_UNAVAILABLE', 'transient', true, answered(503)],
    ['TBankUnavailableError', 'BANK_UNAVAILABLE', 'transient', false, answered(408)],
    ['TBankUnavailableError', 'BANK_UNAVAILABLE', 'transient', false, answered(302)],
    ['TBankUnavailableError', 'BANK_UNAVAILABLE', 'transient', false, unanswered('ECONNREFUSED')],
    [
      'TBankUnknownOutcomeError',
      'BANK_OUTCOME_UNKNOWN',
      'unknown-outcome',
      true,
      unanswered('ECONNABORTED'),
    ],
    [
      'TBankUnknownOutcomeError',
      'BANK_OUTCOME_UNKNOWN',
      'unknown-outcome',
      true,
      unanswered('ECONNRESET'),
    ],
  ])(
    'of a changing call as %s, %s, %s, may have been done: %s',
    (name, code, disposition, mayHaveBeenDone, error) => {
      expect(classify(error, true)).toMatchObject({ name, code, disposition, mayHaveBeenDone });
      const reading = name === 'TBankUnknownOutcomeError' ? 'TBankUnavailableError' : name;
      expect(classify(error, false)).toMatchObject({ name: reading, mayHaveBeenDone: false });
    },
  );

  it.each([
    [answered(422), 'TBankRepeatRefusedError', 'REPEAT_REFUSED'],
    [answered(400), 'TBankRepeatRefusedError', 'REPEAT_REFUSED'],
    [answered(429), 'TBankRateLimitError', 'BANK_RATE_LIMIT'],
    [answered(401), 'TBankAuthError', 'BANK_AUTH'],
    [unanswered('ECONNREFUSED'), 'TBankUnavailableError', 'BANK_UNAVAILABLE'],
  ])('keeps the doubt of an earlier attempt through %s', (error, name, code) => {
    const failure = classify(error, true, { mayHaveBeenDone: true });
    expect(failure).toMatchObject({ name, code, mayHaveBeenDone: true });
    expect(classify(error, false, { mayHaveBeenDone: true }).mayHaveBeenDone).toBe(false);
  });

  it('refuses a read as a read, whatever was before it', () => {
    expect(classify(answered(422), false, { mayHaveBeenDone: true }).name).toBe(
      'TBankValidationError',
    );
  });

  it('burns no attempts for an unknown outcome', () => {
    expect(classify(unanswered('ECONNRESET'), true).sparesAttempt).toBe(true);
    expect(classify(answered(422), true, { mayHaveBeenDone: true }).sparesAttempt).toBe(true);
    expect(classify(answered(503), true).sparesAttempt).toBe(false);
  });

  it('passes on how long the bank asks to wait', () => {
    expect(classify(answered(429, {}, { 'retry-after': '7' }), true).retryAfterMs).toBe(7000);
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
    expect(refused('7A').bankErrorCode).toBeUndefined();
    expect(refused('CODE_1234').bankErrorCode).toBe('CODE_1234');
    expect(refused('CODE_12345').bankErrorCode).toBeUndefined();
    expect(refused('A').bankErrorCode).toBeUndefined();
    expect(refused(`A${'B'.repeat(50)}`).bankErrorCode).toBeUndefined();
    expect(refused('AB').bankErrorCode).toBe('AB');
    expect(refused(7).bankErrorCode).toBeUndefined();
    expect(JSON.stringify({ ...refused('X_Y') })).not.toContain('Ivanov');
    expect(classify(answered(502, '<html>'), true).bankErrorCode).toBeUndefined();
  });

  it('has the details of a refusal, where no log and no copy sees them', () => {
    const data = { errorCode: 'INVALID_DATA', errorDetails: { value: 'Ivanov' } };
    const refused = classify(answered(400, data), true) as TBankValidationError;
    expect(refused.errorDetails).toEqual({ value: 'Ivanov' });
    expect(JSON.stringify(refused)).not.toContain('Ivanov');
    expect(Object.values(refused).map(String).join()).not.toContain('Ivanov');
    const without = classify(answered(422, { errorDetails: 'Ivanov' }), true);
    expect((without as TBankValidationError).errorDetails).toBeUndefined();
  });

  it('keeps nothing of the axios error, which holds headers and bodies', () => {
    expect(classify(answered(500), true).cause).toBeUndefined();
  });
});
