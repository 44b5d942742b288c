import { transientError } from '@lk/kernel';
import { type Alert } from '@lk/platform';
import { changingCall } from '../bank-call';
import {
  TBankAuthError,
  TBankCallPendingError,
  TBankCircuitOpenError,
  TBankContractError,
  type TBankError,
  TBankOutcomeUndecidedError,
  TBankRateLimitError,
  TBankRepeatRefusedError,
  TBankUnavailableError,
  TBankUnknownOutcomeError,
  TBankValidationError,
} from '../errors/tbank-errors';
import { type BankCallJournal, type KnownOutcome } from '../journal/bank-call-journal';
import { BankChanges } from './bank-changes';

const POLICY = { lookUpDelaysMs: [2000, 10_000, 30_000], repeatWindowMs: 1000, lookUpForMs: 5000 };
const FACTS = { operation: 'payments.create', requestId: 'r-1' };
const call = changingCall('payments.create', 'payout-1');

/** The real journal is tested on a real Postgres; here only its answers matter. */
class JournalStub implements Pick<
  BankCallJournal,
  'find' | 'countLookUp' | 'settle' | 'release' | 'markAlerted'
> {
  readonly log: string[] = [];

  constructor(private readonly known: Partial<KnownOutcome> | undefined) {}

  private state(lookUps: number): KnownOutcome {
    return {
      uncertain: true,
      isOpen: true,
      unknownForMs: 0,
      alerted: false,
      ...this.known,
      lookUps,
    };
  }

  find() {
    return Promise.resolve(this.known && this.state(this.known.lookUps ?? 0));
  }

  countLookUp() {
    this.log.push('count');
    return Promise.resolve(this.state((this.known?.lookUps ?? 0) + 1));
  }

  settle() {
    this.log.push('settle');
    return Promise.resolve();
  }

  release() {
    this.log.push('release');
    return Promise.resolve();
  }

  markAlerted() {
    this.log.push('alerted');
    return Promise.resolve();
  }
}

function stand(known?: Partial<KnownOutcome>) {
  const journal = new JournalStub(known);
  const alerts: Alert[] = [];
  const changes = new BankChanges(journal as unknown as BankCallJournal, POLICY, (alert) => {
    alerts.push(alert);
    journal.log.push('raise');
    return Promise.resolve();
  });
  const send = jest.fn(() => Promise.resolve('answer'));
  const lookUp = jest.fn((): Promise<string | undefined> => Promise.resolve(undefined));
  const perform = () => changes.perform({ call, send, lookUp });
  return { journal, alerts, send, lookUp, perform, changes };
}

const lost = (): TBankError => new TBankUnknownOutcomeError(FACTS);

describe('BankChanges', () => {
  describe('a change that was never in doubt', () => {
    it('is sent, and not looked up', async () => {
      const { perform, lookUp, journal } = stand();
      expect(await perform()).toBe('answer');
      expect(lookUp).not.toHaveBeenCalled();
      expect(journal.log).toEqual([]);
    });

    it('is sent again when an earlier attempt surely did nothing', async () => {
      const { perform, lookUp } = stand({ uncertain: false });
      expect(await perform()).toBe('answer');
      expect(lookUp).not.toHaveBeenCalled();
    });

    it.each<[string, TBankError]>([
      ['a lost answer', lost()],
      ['5xx', new TBankUnavailableError({ ...FACTS, httpStatus: 503, mayHaveBeenDone: true })],
      ['an unreadable answer', new TBankContractError({ ...FACTS, mayHaveBeenDone: true }, 'x')],
      ['429 after a 5xx', new TBankRateLimitError({ ...FACTS, mayHaveBeenDone: true })],
      ['401 after a lost answer', new TBankAuthError({ ...FACTS, mayHaveBeenDone: true })],
      ['a refused repeat', new TBankRepeatRefusedError({ ...FACTS, httpStatus: 422 })],
    ])('becomes unknown by %s, and is looked up 2 s later', async (_what, failure) => {
      const { perform, send } = stand();
      send.mockRejectedValue(failure);
      await expect(perform()).rejects.toMatchObject({
        name: 'TBankUnknownOutcomeError',
        code: 'BANK_OUTCOME_UNKNOWN',
        disposition: 'unknown-outcome',
        sparesAttempt: true,
        retryAfterMs: 2000,
        httpStatus: failure.httpStatus,
        mayHaveBeenDone: true,
        cause: failure,
        safeDetails: { requestId: 'r-1', operation: 'payments.create' },
      });
    });

    it.each<[string, Error]>([
      ['a refusal', new TBankValidationError({ ...FACTS, httpStatus: 422 })],
      ['no connection', new TBankUnavailableError(FACTS)],
      ['429', new TBankRateLimitError(FACTS)],
      ['an open breaker', new TBankCircuitOpenError(FACTS)],
      ['an error of ours', transientError('DATABASE_UNAVAILABLE', 'x')],
    ])('fails by %s as it is', async (_what, failure) => {
      const { perform, send } = stand();
      send.mockRejectedValue(failure);
      await expect(perform()).rejects.toBe(failure);
    });
  });

  describe('a change whose outcome is unknown', () => {
    it('is done when the bank shows it, and never sent again', async () => {
      const { perform, send, lookUp, journal } = stand({ lookUps: 1 });
      lookUp.mockResolvedValue('shown');
      expect(await perform()).toBe('shown');
      expect(send).not.toHaveBeenCalled();
      expect(journal.log).toEqual(['settle']);
    });

    it('is looked up before it is repeated', async () => {
      const { perform, send, lookUp, journal } = stand({ unknownForMs: 999 });
      const order: string[] = [];
      lookUp.mockImplementation(() => {
        order.push('look up');
        return Promise.resolve(undefined);
      });
      send.mockImplementation(() => {
        order.push('send');
        return Promise.resolve('answer');
      });
      expect(await perform()).toBe('answer');
      expect(order).toEqual(['look up', 'send']);
      expect(journal.log).toEqual(['count']);
    });

    it('waits longer from look-up to look-up', async () => {
      const { perform, send } = stand({ lookUps: 1 });
      send.mockRejectedValue(lost());
      await expect(perform()).rejects.toMatchObject({ retryAfterMs: 30_000 });
    });

    it('stays unknown while the bank cannot be asked, and counts the look-up', async () => {
      const { perform, send, lookUp, journal } = stand({ lookUps: 0 });
      lookUp.mockRejectedValue(new TBankUnavailableError({ ...FACTS, httpStatus: 500 }));
      await expect(perform()).rejects.toMatchObject({
        name: 'TBankUnknownOutcomeError',
        retryAfterMs: 10_000,
        httpStatus: 500,
      });
      expect(send).not.toHaveBeenCalled();
      expect(journal.log).toEqual(['count']);
    });

    it.each([
      [1000, 'TBankUnknownOutcomeError'],
      [4999, 'TBankUnknownOutcomeError'],
      [5000, 'TBankOutcomeUndecidedError'],
    ])('tells a person when the bank could not be asked for %i ms: %s', async (age, name) => {
      const { perform, send, lookUp, journal } = stand({ unknownForMs: age });
      lookUp.mockRejectedValue(new TBankAuthError({ ...FACTS, httpStatus: 403 }));
      await expect(perform()).rejects.toMatchObject({ name, safeDetails: { requestId: 'r-1' } });
      expect(send).not.toHaveBeenCalled();
      expect(journal.log).toEqual(['count', 'raise', 'alerted']);
    });

    it.each<[string, Error]>([
      ['an open breaker', new TBankCircuitOpenError(FACTS)],
      ['another change about the same', new TBankCallPendingError(FACTS)],
      ['a failure of ours', transientError('BANK_BUSY', 'x')],
    ])('only waits for %s', async (_what, failure) => {
      const { perform, lookUp, journal } = stand({});
      lookUp.mockRejectedValue(failure);
      await expect(perform()).rejects.toBe(failure);
      expect(journal.log).toEqual([]);
    });

    it('is not repeated after the window: a person is told once, the look-ups go on', async () => {
      const { perform, send, journal, alerts } = stand({ unknownForMs: 1000, lookUps: 7 });
      await expect(perform()).rejects.toMatchObject({
        name: 'TBankUnknownOutcomeError',
        code: 'BANK_OUTCOME_UNKNOWN',
        retryAfterMs: 30_000,
        sparesAttempt: true,
        safeDetails: { requestId: call.key },
      });
      expect(send).not.toHaveBeenCalled();
      expect(journal.log).toEqual(['count', 'raise', 'alerted']);
      expect(alerts).toEqual([
        {
          code: 'BANK_OUTCOME_UNDECIDED',
          severity: 'critical',
          summary: expect.any(String) as string,
          dedupKey: `bank-outcome:${call.key}`,
          details: {
            operation: 'payments.create',
            businessId: 'payout-1',
            unknownForMinutes: 0,
          },
        },
      ]);
    });

    it('tells how long it has been unknown, in minutes', async () => {
      const { perform, alerts } = stand({ unknownForMs: 150_000 });
      await expect(perform()).rejects.toThrow();
      expect(alerts[0]?.details.unknownForMinutes).toBe(3);
    });

    it('does not tell a second time', async () => {
      const { perform, journal } = stand({ unknownForMs: 1000, alerted: true });
      await expect(perform()).rejects.toThrow();
      expect(journal.log).toEqual(['count']);
    });

    it('goes to the dead letters at last, still unknown', async () => {
      const { perform, send } = stand({ unknownForMs: 5000 });
      const failure: unknown = await perform().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(TBankOutcomeUndecidedError);
      expect(failure).toMatchObject({
        code: 'BANK_OUTCOME_UNDECIDED',
        disposition: 'unknown-outcome',
        maxAttempts: 1,
        sparesAttempt: false,
      });
      expect(send).not.toHaveBeenCalled();
    });

    it('is still found after the window', async () => {
      const { perform, lookUp } = stand({ unknownForMs: 1_000_000 });
      lookUp.mockResolvedValue('shown');
      expect(await perform()).toBe('shown');
    });
  });

  describe('a person who asked the bank', () => {
    it.each<[string, Partial<KnownOutcome> | undefined, boolean]>([
      ['nothing is known', undefined, false],
      ['repeats go on', { unknownForMs: 999 }, false],
      ['it is done', { unknownForMs: 9999, isOpen: false }, false],
      ['only look-ups go on', { unknownForMs: 1000 }, true],
      ['nothing goes on', { unknownForMs: 5000 }, true],
    ])('is needed when %s: %#', async (_what, known, expected) => {
      expect(await stand(known).changes.isForPersons(call)).toBe(expected);
    });

    it.each([
      [true, 'settle'],
      [false, 'release'],
    ])('ends the doubt: done %s', async (wasDone, what) => {
      const { changes, journal } = stand({});
      await changes.decide(call, wasDone);
      expect(journal.log).toEqual([what]);
    });
  });
});
