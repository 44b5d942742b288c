import { AxiosError, type AxiosResponse } from 'axios';
import { type BankRequest, changingCall } from './bank-call';
import { CallAttempts, repeatDelayMs } from './call-attempts';

const READ: BankRequest = {
  operation: 'deals.get',
  group: 'deals',
  priority: 'command',
  method: 'GET',
  path: '/deals/1',
};
const CHANGE: BankRequest = { ...READ, change: changingCall('deals.accept', 'd-1') };
const LIST: BankRequest = { ...READ, servedOnce: true };
const NOW = 1_000_000;

function answered(status: number, retryAfter?: string): AxiosError {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const response = { status, headers } as unknown as AxiosResponse;
  return new AxiosError('x', 'ERR_BAD_REQUEST', undefined, undefined, response);
}
const unanswered = (code: string): AxiosError => new AxiosError('x', code);

const attempts = (request: BankRequest, mayHaveBeenDone = false): CallAttempts =>
  new CallAttempts(request, 'r-1', { mayHaveBeenDone }, NOW + 60_000);

describe('CallAttempts', () => {
  it('knows what it is about', () => {
    expect(attempts(CHANGE).facts).toEqual({ operation: 'deals.get', requestId: 'r-1' });
    expect([attempts(CHANGE).changes, attempts(READ).changes]).toEqual([true, false]);
  });

  it.each([
    [CHANGE, answered(500), true],
    [CHANGE, unanswered('ECONNRESET'), true],
    [CHANGE, answered(429), false],
    [CHANGE, answered(422), false],
    [CHANGE, unanswered('ECONNREFUSED'), false],
    [READ, answered(500), false],
    [READ, unanswered('ECONNRESET'), false],
  ])('remembers what the bank may have done, case %#', (request, error, expected) => {
    const call = attempts(request);
    call.failed(error);
    expect(call.mayHaveBeenDone).toBe(expected);
  });

  it.each([
    [CHANGE, true],
    [READ, false],
  ])('is in doubt until a 2xx has been read, case %#', (request, expected) => {
    const call = attempts(request);
    call.succeeded();
    expect(call.mayHaveBeenDone).toBe(expected);
  });

  it('never forgets a doubt', () => {
    const call = attempts(CHANGE, true);
    call.failed(answered(429));
    expect(call.mayHaveBeenDone).toBe(true);
  });

  it.each([
    [CHANGE, answered(503), true],
    [CHANGE, answered(429, '30'), true],
    [CHANGE, answered(429, '31'), false],
    [CHANGE, unanswered('ECONNABORTED'), false],
    [CHANGE, answered(422), false],
    [READ, unanswered('ECONNABORTED'), true],
    [LIST, unanswered('ECONNABORTED'), false],
    [LIST, answered(500), false],
    [LIST, answered(429), true],
    [LIST, unanswered('ECONNREFUSED'), true],
  ])('repeats what can help and is harmless, case %#', (request, error, expected) => {
    expect(attempts(request).mayRepeat(error, NOW)).toBe(expected);
  });

  it('repeats nothing that would begin after the deadline', () => {
    const call = attempts(READ);
    expect(call.mayRepeat(answered(500), NOW + 59_999)).toBe(true);
    expect(call.mayRepeat(answered(500), NOW + 60_000)).toBe(false);
    expect(call.mayRepeat(answered(429, '10'), NOW + 49_999)).toBe(true);
    expect(call.mayRepeat(answered(429, '10'), NOW + 50_000)).toBe(false);
  });

  it('gives an attempt no more time than the call has left', () => {
    const call = attempts(READ);
    expect(call.timeoutMs(30_000, NOW)).toBe(30_000);
    expect(call.timeoutMs(30_000, NOW + 50_000)).toBe(10_000);
    expect(call.timeoutMs(30_000, NOW + 90_000)).toBe(1);
  });
});

describe('repeatDelayMs', () => {
  it.each([
    [1, 0, 1000],
    [1, 1, 2000],
    [2, 0, 2000],
    [2, 0.5, 3000],
    [9, 1, 30_000],
  ])('before repeat %i, drawn %d: %i ms', (repeat, drawn, expected) => {
    expect(repeatDelayMs(repeat, answered(500), 2000, () => drawn)).toBe(expected);
  });

  it('is what the bank asks for, to the millisecond', () => {
    expect(repeatDelayMs(1, answered(429, '7'), 2000, () => 0)).toBe(7000);
    expect(repeatDelayMs(3, answered(503, '0'), 2000, () => 1)).toBe(0);
  });
});
