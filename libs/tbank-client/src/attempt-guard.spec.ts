import { transientError } from '@lk/kernel';
import { AppLogger, Metrics } from '@lk/platform';
import { AxiosError, type AxiosResponse } from 'axios';
import { AttemptGuard } from './attempt-guard';
import { type BankRequest, changingCall } from './bank-call';
import { type BankCircuitBreaker } from './breaker/circuit-breaker';
import { CallAttempts } from './call-attempts';
import { TBankCircuitOpenError } from './errors/tbank-errors';

const REQUEST: BankRequest = {
  operation: 'payments.create',
  group: 'payments',
  priority: 'payment',
  method: 'POST',
  path: '/payments',
  change: changingCall('payments.create', 'p-1'),
};
const ANSWER = { status: 201 } as AxiosResponse;
const OPEN = new TBankCircuitOpenError({ operation: 'payments.create', requestId: 'r-1' });

function answered(status: number, retryAfter?: string): AxiosError {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const response = { status, headers } as unknown as AxiosResponse;
  return new AxiosError('x', 'ERR_BAD_REQUEST', undefined, undefined, response);
}

function stand() {
  const log: string[] = [];
  const note = (word: string) => () => {
    log.push(word);
  };
  const permit = {
    answered: note('answered'),
    unused: note('unused'),
    lost: note('lost'),
  };
  const limiter = {
    acquire: jest.fn((group: string, priority: string) => {
      log.push(`acquire ${group} ${priority}`);
      return Promise.resolve(permit);
    }),
    slowDown: jest.fn((group: string, ms: number | undefined) => {
      log.push(`slow down ${group} ${ms}`);
      return Promise.resolve();
    }),
  };
  const breaker = {
    check: jest.fn(note('check')),
    execute: jest.fn(<T>(_facts: unknown, work: () => Promise<T>) => work()),
  };
  const guard = new AttemptGuard({
    limiter: limiter,
    breaker: breaker as unknown as BankCircuitBreaker,
    metrics: new Metrics('test'),
    logger: new AppLogger('test', 'silent'),
  });
  const attempts = new CallAttempts(
    REQUEST,
    'r-1',
    { mayHaveBeenDone: false },
    Date.now() + 60_000,
  );
  const around = (send: () => Promise<AxiosResponse>) => guard.around(attempts, send);
  return { log, limiter, breaker, attempts, around };
}

describe('AttemptGuard', () => {
  it('asks the breaker, takes a permit, sends, and gives the permit back with the answer', async () => {
    const { log, around, attempts } = stand();
    expect(await around(() => Promise.resolve(ANSWER))).toBe(ANSWER);
    expect(log).toEqual(['check', 'acquire payments payment', 'answered']);
    expect(attempts).toMatchObject({ sent: true, mayHaveBeenDone: false });
  });

  it('takes no permit while the breaker is open', async () => {
    const { log, around, attempts, breaker } = stand();
    breaker.check.mockImplementation(() => {
      throw OPEN;
    });
    await expect(around(() => Promise.resolve(ANSWER))).rejects.toBe(OPEN);
    expect(log).toEqual([]);
    expect(attempts.sent).toBe(false);
  });

  it('gives the permit back unused when the breaker opened meanwhile', async () => {
    const { log, around, attempts, breaker } = stand();
    breaker.execute.mockRejectedValue(OPEN);
    await expect(around(() => Promise.resolve(ANSWER))).rejects.toBe(OPEN);
    expect(log).toEqual(['check', 'acquire payments payment', 'unused']);
    expect(attempts.sent).toBe(false);
  });

  it('sends nothing without a permit', async () => {
    const { limiter, around, attempts } = stand();
    const busy = transientError('BANK_BUSY', 'x');
    limiter.acquire.mockRejectedValue(busy);
    await expect(around(() => Promise.resolve(ANSWER))).rejects.toBe(busy);
    expect(attempts.sent).toBe(false);
  });

  it.each([
    [answered(422), 'answered', false],
    [answered(500), 'answered', true],
    [new AxiosError('x', 'ECONNRESET'), 'lost', true],
    [new AxiosError('x', 'ECONNREFUSED'), 'unused', false],
  ])('tells the limiter what became of a failed attempt, case %#', async (error, word, doubt) => {
    const { log, around, attempts } = stand();
    await expect(around(() => Promise.reject(error))).rejects.toBe(error);
    expect(log.slice(2)).toEqual([word]);
    expect(attempts).toMatchObject({ sent: true, mayHaveBeenDone: doubt });
  });

  it('takes an error that is not of HTTP for a request on its way', async () => {
    const { log, around } = stand();
    const bug = new TypeError('x');
    await expect(around(() => Promise.reject(bug))).rejects.toBe(bug);
    expect(log.slice(2)).toEqual(['lost']);
  });

  it.each([
    [answered(429), 'slow down payments undefined'],
    [answered(429, '7'), 'slow down payments 7000'],
    [answered(503, '2'), 'slow down payments 2000'],
  ])('tells all processes when the bank asks to slow down, case %#', async (error, word) => {
    const { log, around } = stand();
    await expect(around(() => Promise.reject(error))).rejects.toBe(error);
    expect(log.slice(2)).toEqual(['answered', word]);
  });

  it('fails as the bank answered even when the others cannot be told', async () => {
    const { limiter, around } = stand();
    limiter.slowDown.mockRejectedValue(new Error('no database'));
    const error = answered(429);
    await expect(around(() => Promise.reject(error))).rejects.toBe(error);
  });
});
