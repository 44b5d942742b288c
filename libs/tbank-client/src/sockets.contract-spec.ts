import { ClientStand, FIRST_PAGE } from '../test/client-stand';

interface Trouble {
  readonly name: string;
  readonly rule: object;
  /** Whether the money moves although no answer comes. */
  readonly done: boolean;
}

const lost = (name: string, rule: object, done: boolean): Trouble => ({ name, rule, done });

/** Every way in which a connection can fail to bring an answer. */
const LOST_ANSWERS: readonly Trouble[] = [
  lost('held open before the effect', { halfOpen: 'before-effect' }, false),
  lost('held open after the effect', { halfOpen: 'after-effect' }, true),
  lost('reset before the effect', { resetConnection: 'before-effect' }, false),
  lost('reset after the effect', { resetConnection: 'after-effect' }, true),
  lost('closed before the effect', { closeBeforeEffect: true }, false),
  lost('closed after the effect', { dropAnswerAfterEffect: true }, true),
  lost('closed in the middle of the answer', { partialAnswer: true }, true),
  lost('silent beyond the time-out, before the effect', { latencyMs: 5000, status: 503 }, false),
  lost('silent beyond the time-out, after the effect', { answerDelayMs: 5000 }, true),
];

/** Answers of 2xx that cannot be read. */
const SPOILED_ANSWERS: readonly (readonly [string, object])[] = [
  ['is no JSON', { malformedAnswer: true }],
  ['lacks a field', { omitFields: ['paymentId', 'total'] }],
  ['has a field of a wrong type', { mistypeFields: ['amount', 'status', 'total'] }],
];

/**
 * Every fault of a connection, on a change and on a read. Real: sockets, Postgres. The bank is the
 * simulator, so this proves nothing about the bank itself.
 */
describe('the client on bad connections', () => {
  let stand: ClientStand;

  beforeAll(async () => {
    stand = await ClientStand.start();
  });
  afterAll(() => stand.stop());
  beforeEach(() => stand.begin({ TBANK_TIMEOUT_MS: '350' }));
  afterEach(() => stand.end());

  const read = () => stand.client.payments.list({}, FIRST_PAGE, 'look-up');

  describe('a change', () => {
    it.each(LOST_ANSWERS)(
      'is unknown when its connection is $name, and ends as one payment',
      async ({ rule, done }) => {
        await stand.bank.fault({ ...rule, times: 1 });
        const call = stand.change();
        await expect(stand.pay(call)).rejects.toMatchObject({
          name: 'TBankUnknownOutcomeError',
          disposition: 'unknown-outcome',
          mayHaveBeenDone: true,
        });
        expect(await stand.bank.requests()).toHaveLength(1);
        expect(await stand.bank.payments()).toHaveLength(done ? 1 : 0);
        expect(await stand.journal()).toMatchObject([
          { outcome: 'BANK_OUTCOME_UNKNOWN', uncertain: true, is_open: true, finished: true },
        ]);
        await stand.perform(call);
        expect(await stand.sent()).toEqual(done ? ['POST', 'GET'] : ['POST', 'GET', 'POST']);
        await expectOnePayment(call.key);
      },
    );

    it.each(SPOILED_ANSWERS)(
      'is in doubt when its answer %s, and ends as one payment',
      async (_what, rule) => {
        await stand.bank.fault({ ...rule, times: 1 });
        const call = stand.change();
        await expect(stand.pay(call)).rejects.toMatchObject({
          name: 'TBankContractError',
          disposition: 'invariant',
          mayHaveBeenDone: true,
        });
        expect(await stand.bank.requests()).toHaveLength(1);
        expect(await stand.journal()).toMatchObject([
          { outcome: 'BANK_CONTRACT', uncertain: true, is_open: true },
        ]);
        await stand.perform(call);
        expect(await stand.sent()).toEqual(['POST', 'GET']);
        await expectOnePayment(call.key);
      },
    );

    it('is one payment even when answers are lost again and again', async () => {
      await stand.bank.fault({ method: 'POST', closeBeforeEffect: true, times: 4 });
      const call = stand.change();
      for (let i = 0; i < 4; i += 1) {
        await expect(stand.perform(call)).rejects.toMatchObject({
          name: 'TBankUnknownOutcomeError',
        });
      }
      await stand.bank.fault({ method: 'POST', dropAnswerAfterEffect: true, times: 1 });
      await expect(stand.perform(call)).rejects.toMatchObject({ name: 'TBankUnknownOutcomeError' });
      await stand.perform(call);
      await expectOnePayment(call.key);
    });

    /** The bank gives the answer of the first effect to the repeat of a key, and pays no second time. */
    it('is answered for its first effect when repeated without a look-up', async () => {
      await stand.bank.fault({ dropAnswerAfterEffect: true, times: 1 });
      const call = stand.change();
      await expect(stand.pay(call)).rejects.toThrow();
      const [made] = await stand.bank.payments();
      expect(await stand.pay(call)).toMatchObject({ paymentId: made?.paymentId });
      await expectOnePayment(call.key);
    });
  });

  describe('a read', () => {
    it.each(LOST_ANSWERS)('is repeated when its connection is $name', async ({ rule }) => {
      await stand.bank.fault({ ...rule, times: 2 });
      expect(await read()).toEqual({ total: 0, results: [] });
      expect(await stand.sent()).toEqual(['GET', 'GET', 'GET']);
      expect(await stand.journal()).toEqual([]);
    });

    it.each(LOST_ANSWERS)('is unavailable, never unknown, when always $name', async ({ rule }) => {
      await stand.bank.fault(rule);
      await expect(read()).rejects.toMatchObject({
        name: 'TBankUnavailableError',
        disposition: 'transient',
        mayHaveBeenDone: false,
      });
      expect(await stand.bank.requests()).toHaveLength(3);
    });

    it.each(SPOILED_ANSWERS)('is a broken contract when its answer %s', async (_what, rule) => {
      await stand.bank.fault(rule);
      await expect(read()).rejects.toMatchObject({
        name: 'TBankContractError',
        mayHaveBeenDone: false,
      });
      expect(await stand.bank.requests()).toHaveLength(1);
      expect(await stand.journal()).toEqual([]);
    });
  });

  async function expectOnePayment(key: string): Promise<void> {
    expect(await stand.bank.payments()).toMatchObject([{ idempotencyKey: key }]);
    expect(await stand.journal()).toMatchObject([
      { idempotency_key: key, outcome: 'done', uncertain: false, is_open: false },
    ]);
  }
});
