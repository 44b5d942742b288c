import { canonicalJson, permanentError, sha256Hex } from '@lk/kernel';
import { type BankRequest, changingCall } from '../bank-call';
import { type BankCallJournal, type JournalEntry, type JournalVerdict } from './bank-call-journal';
import { openCall } from './open-call';

const FACTS = { operation: 'payments.create', requestId: 'r-1' };
const call = changingCall('payments.create', 'p-1');
const CHANGE: BankRequest = {
  operation: 'payments.create',
  group: 'payments',
  priority: 'payment',
  method: 'POST',
  path: '/payments',
  body: { b: 1, a: 2 },
  change: call,
};
const GO: JournalVerdict = { verdict: 'go', uncertain: false };
const pending = (waitedMs: number, unknown: boolean): JournalVerdict => ({
  verdict: 'pending',
  waitedMs,
  unknown,
});

/** Answers in turn, the last one again and again. */
function journalOf(...answers: JournalVerdict[]) {
  const begun: JournalEntry[] = [];
  const begin = (entry: JournalEntry): Promise<JournalVerdict> => {
    const answer = answers[Math.min(begun.length, answers.length - 1)];
    begun.push(entry);
    return Promise.resolve(answer ?? GO);
  };
  const ended: unknown[] = [];
  const finish = (...end: unknown[]) => Promise.resolve(void ended.push(end));
  return { begun, ended, journal: { begin, finish } as unknown as BankCallJournal };
}

describe('openCall', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('needs no journal for a read', async () => {
    const { begun, journal } = journalOf(GO);
    const opened = openCall(journal, { ...CHANGE, change: undefined }, FACTS);
    expect(await opened).toEqual({ mayHaveBeenDone: false });
    expect(begun).toEqual([]);
  });

  it('writes a change down with the hash of its request, whatever the order of its fields', async () => {
    const { begun, journal } = journalOf(GO);
    const requestHash = sha256Hex(canonicalJson(['POST', '/payments', { a: 2, b: 1 }]));
    expect(await openCall(journal, CHANGE, FACTS)).toEqual({ mayHaveBeenDone: false });
    expect(begun).toEqual([{ call, requestHash }]);
  });

  it('hashes a request without a body, too', async () => {
    const { begun, journal } = journalOf(GO);
    await openCall(journal, { ...CHANGE, body: undefined }, FACTS);
    expect(begun[0]?.requestHash).toBe(sha256Hex(canonicalJson(['POST', '/payments', null])));
  });

  it('knows that an earlier attempt may have been carried out', async () => {
    const { journal } = journalOf({ verdict: 'go', uncertain: true });
    expect(await openCall(journal, CHANGE, FACTS)).toEqual({ mayHaveBeenDone: true });
  });

  describe('with a check', () => {
    const checked = (check: () => Promise<void>): BankRequest => {
      return { ...CHANGE, change: changingCall('payments.create', 'p-1', { check }) };
    };

    it('asks it when the change is written down', async () => {
      const { begun, ended, journal } = journalOf(GO);
      const check = jest.fn(() => Promise.resolve(expect(begun).toHaveLength(1)));
      expect(await openCall(journal, checked(check), FACTS)).toEqual({ mayHaveBeenDone: false });
      expect(check).toHaveBeenCalledTimes(1);
      expect(ended).toEqual([]);
    });

    it('does not send what is not wanted any more, and leaves no open row', async () => {
      const { ended, journal } = journalOf(GO);
      const refusal = permanentError('DEAL_NOT_PAID', 'x');
      const opened = openCall(
        journal,
        checked(() => Promise.reject(refusal)),
        FACTS,
      );
      await expect(opened).rejects.toBe(refusal);
      const end = { sent: false, outcome: 'DEAL_NOT_PAID', requestId: 'r-1', uncertain: false };
      expect(ended).toEqual([[call.key, end]]);
    });

    it('does not ask it about what the bank may have done already', async () => {
      const { journal } = journalOf({ verdict: 'go', uncertain: true });
      const check = jest.fn(() => Promise.resolve());
      expect(await openCall(journal, checked(check), FACTS)).toEqual({ mayHaveBeenDone: true });
      expect(check).not.toHaveBeenCalled();
    });
  });

  it('waits a little for another change whose answer is on its way', async () => {
    const { begun, journal } = journalOf(pending(10, false), pending(110, false), GO);
    const opened = openCall(journal, CHANGE, FACTS);
    await jest.advanceTimersByTimeAsync(199);
    expect(begun).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(await opened).toEqual({ mayHaveBeenDone: false });
  });

  it('gives up after 2 s', async () => {
    const { begun, journal } = journalOf(pending(4000, false));
    const opened = expect(openCall(journal, CHANGE, FACTS)).rejects.toMatchObject({
      name: 'TBankCallPendingError',
      retryAfterMs: 1000,
      safeDetails: { operation: 'payments.create', requestId: 'r-1' },
    });
    await jest.advanceTimersByTimeAsync(2000);
    await opened;
    expect(begun).toHaveLength(21);
  });

  it.each([
    [0, 200],
    [799, 200],
    [4002, 1001],
    [239_999, 60_000],
    [3_600_000, 60_000],
  ])('does not wait for one in doubt for %i ms, and comes back after %i', async (age, wait) => {
    const { begun, journal } = journalOf(pending(age, true));
    await expect(openCall(journal, CHANGE, FACTS)).rejects.toMatchObject({ retryAfterMs: wait });
    expect(begun).toHaveLength(1);
  });
});
