import { eventually } from '@lk/testing';
import { ACCOUNT, ClientStand } from '../test/client-stand';
import { beneficiarySubject, type CallSubjects, changingCall, dealSubject } from './bank-call';
import { type TBankClient } from './tbank-client';

const TO_B1 = { exclusive: [beneficiarySubject('b-1')] };
const DEAL = dealSubject('d-1');
/** No answer is late here; what is lost is lost by a closed connection. */
const PATIENT = { TBANK_TIMEOUT_MS: '5000' };

/**
 * What becomes of a change while others are under way, after a crash, and when its time is over. Real:
 * sockets, Postgres. The bank is the simulator.
 */
describe('changes with an unknown outcome', () => {
  let stand: ClientStand;

  beforeAll(async () => {
    stand = await ClientStand.start();
  });
  afterAll(() => stand.stop());
  beforeEach(() => stand.begin(PATIENT));
  afterEach(() => stand.end());

  const payout = (id: string, subjects: CallSubjects = TO_B1) =>
    changingCall('payments.create', id, subjects);

  async function lose(subjects?: CallSubjects, rule: object = { closeBeforeEffect: true }) {
    const call = payout('lost', subjects);
    await stand.bank.fault({ method: 'POST', times: 1, ...rule });
    await expect(stand.perform(call)).rejects.toMatchObject({ name: 'TBankUnknownOutcomeError' });
    return call;
  }

  /** A call whose answer is still on its way. */
  async function underWay(): Promise<void> {
    await stand.bank.fault({ method: 'POST', times: 1, latencyMs: 4500 });
    stand.perform(payout('lost')).catch(() => undefined);
    await eventually(async () => expect(await stand.bank.requests()).toHaveLength(1));
  }

  describe('hold what must not run beside them', () => {
    it.each([
      ['at once while the first is unknown', lose, 0],
      ['after 2 s while the first is under way', underWay, 1990],
    ])('another change about the same comes back later, %s', async (_when, first, leastMs) => {
      await first();
      const startedAt = performance.now();
      await expect(stand.perform(payout('next'))).rejects.toMatchObject({
        name: 'TBankCallPendingError',
        code: 'BANK_CALL_PENDING',
        disposition: 'transient',
        sparesAttempt: true,
        mayHaveBeenDone: false,
      });
      const tookMs = performance.now() - startedAt;
      expect(tookMs).toBeGreaterThanOrEqual(leastMs);
      expect(tookMs).toBeLessThan(leastMs + 1900);
      expect(await stand.bank.requests()).toHaveLength(1);
      expect(await stand.journal()).toHaveLength(1);
    });

    it('and lets it go on as soon as the first has its outcome', async () => {
      const first = await lose();
      await stand.perform(first);
      const next = stand.pay(payout('next'), { amountKopecks: 1n });
      expect(await next).toMatchObject({ amountKopecks: 1n });
      expect((await stand.bank.requests()).map(({ idempotencyKey }) => idempotencyKey)).toEqual([
        first.key,
        expect.anything(),
        first.key,
        payout('next').key,
      ]);
    });

    it('one that is merely under way in another process is waited for', async () => {
      await stand.bank.fault({ answerDelayMs: 400, times: 1 });
      const [slow, quick] = ['slow', 'quick'].map((id) => payout(id));
      const other = stand.open(PATIENT);
      const slowly = stand.pay(slow, { amountKopecks: 2n });
      await untilSent(1);
      await stand.pay(quick, { amountKopecks: 1n, client: other });
      await slowly;
      const [one, two] = await stand.bank.requests();
      expect((two?.arrivedMs ?? NaN) - (one?.arrivedMs ?? NaN)).toBeGreaterThanOrEqual(399);
    });

    it('those that only share a subject run beside it, the exclusive one waits', async () => {
      await lose({ shared: [DEAL] });
      await stand.pay(payout('beside', { shared: [DEAL] }), { amountKopecks: 1n });
      const cancelling = stand.client.deals.cancel(
        changingCall('deals.cancel', 'd-1', { exclusive: [DEAL] }),
        'd-1',
      );
      await expect(cancelling).rejects.toMatchObject({ name: 'TBankCallPendingError' });
      expect(await stand.bank.requests()).toHaveLength(2);
    });

    it('one about something else does not wait', async () => {
      await lose();
      const call = payout('elsewhere', { exclusive: [beneficiarySubject('b-2')] });
      await stand.pay(call, { beneficiaryId: 'b-2' });
      expect(await stand.bank.payments()).toHaveLength(1);
    });
  });

  describe('survive the process', () => {
    /** Sends, and dies before it could write down what became of it. */
    async function crash(rule: object) {
      await stand.bank.fault({ method: 'POST', times: 1, ...rule });
      const call = payout('crashed');
      const { client, die } = stand.openMortal();
      void stand.pay(call, { client }).catch(() => undefined);
      await untilSent(1);
      die();
      await untilJournal('in_flight_since IS NOT NULL');
      return call;
    }

    it.each([
      ['paid', { halfOpen: 'after-effect' }, ['POST', 'GET']],
      ['not paid', { halfOpen: 'before-effect' }, ['POST', 'GET', 'POST']],
    ])('a crash after sending, %s: looked up first by the next', async (_what, rule, sent) => {
      const call = await crash(rule);
      await stand.perform(call, { client: stand.open() });
      expect(await stand.sent()).toEqual(sent);
      expect(await stand.bank.payments()).toMatchObject([{ idempotencyKey: call.key }]);
      expect(await stand.journal()).toMatchObject([{ outcome: 'done', is_open: false }]);
    });

    it('a crash: others about the same wait for it', async () => {
      await crash({ halfOpen: 'after-effect' });
      const next = stand.perform(payout('next'), { client: stand.open() });
      await expect(next).rejects.toMatchObject({ name: 'TBankCallPendingError' });
      expect(await stand.bank.requests()).toHaveLength(1);
    });

    it('a lost deal, which cannot be looked up, is asked for again with the same key', async () => {
      await stand.bank.ask('PUT', '/faults', {
        rules: [{ path: '/deals', dropAnswerAfterEffect: true, times: 1 }],
      });
      const call = changingCall('deals.create', 'd-1', { exclusive: [DEAL] });
      const change = {
        call,
        send: () => stand.client.deals.create(call, ACCOUNT),
        lookUp: () => Promise.resolve(undefined),
      };
      await expect(stand.client.changes.perform(change)).rejects.toMatchObject({
        name: 'TBankUnknownOutcomeError',
      });
      const deal = await stand.client.changes.perform(change);
      const { deals } = (await stand.bank.ask('GET', '/ledger?section=deals')) as {
        deals: object[];
      };
      expect(deals).toMatchObject([{ dealId: deal.dealId }]);
    });
  });

  describe('when the window of repeats is over', () => {
    const PAST_WINDOW = { TBANK_REPEAT_WINDOW_MS: '0' };
    const UNDECIDED = {
      code: 'BANK_OUTCOME_UNDECIDED',
      severity: 'critical',
      details: { operation: 'payments.create', businessId: 'lost' },
    };
    const again = (client: TBankClient) => stand.perform(payout('lost'), { client });

    it('are not repeated; a person is told once; look-ups go on', async () => {
      await lose();
      const client = stand.open(PAST_WINDOW);
      for (let i = 0; i < 3; i += 1) {
        await expect(again(client)).rejects.toMatchObject({
          code: 'BANK_OUTCOME_UNKNOWN',
          sparesAttempt: true,
        });
      }
      expect(await stand.sent()).toEqual(['POST', 'GET', 'GET', 'GET']);
      expect(stand.alerts).toMatchObject([UNDECIDED]);
      expect(await stand.journal()).toMatchObject([{ is_open: true, look_ups: 3, attempts: 1 }]);
    });

    it('are done when the bank shows it after all', async () => {
      const call = await lose(TO_B1, { dropAnswerAfterEffect: true });
      await stand.bank.fault({ method: 'GET', answerPatch: { total: 0, results: [] }, times: 1 });
      const client = stand.open(PAST_WINDOW);
      await expect(again(client)).rejects.toMatchObject({ code: 'BANK_OUTCOME_UNKNOWN' });
      expect(await again(client)).toMatchObject({ status: 'PENDING' });
      expect(await stand.bank.payments()).toMatchObject([{ idempotencyKey: call.key }]);
      expect(await stand.journal()).toMatchObject([{ outcome: 'done', is_open: false }]);
    });

    it('end with a person, never as failed, when nothing is shown for long enough', async () => {
      await lose();
      const client = stand.open({ ...PAST_WINDOW, TBANK_LOOK_UP_FOR_MS: '0' });
      await expect(again(client)).rejects.toMatchObject({
        name: 'TBankOutcomeUndecidedError',
        disposition: 'unknown-outcome',
        maxAttempts: 1,
      });
      expect(await stand.sent()).toEqual(['POST', 'GET']);
      expect(stand.alerts).toMatchObject([UNDECIDED]);
      expect(await stand.journal()).toMatchObject([{ uncertain: true, is_open: true }]);
    });
  });

  const untilSent = (count: number): Promise<void> =>
    eventually(async () => expect(await stand.bank.requests()).toHaveLength(count));
  const untilJournal = (condition: string): Promise<void> =>
    eventually(async () => {
      const rows = await stand.database.query(`SELECT 1 FROM tbank.bank_calls WHERE ${condition}`);
      expect(rows).toHaveLength(1);
    });
});
