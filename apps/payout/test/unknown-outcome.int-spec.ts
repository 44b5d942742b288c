import { type CommandReply } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { type BankFault } from '../../deal/test/test-bank';
import { newPayout, PayoutStand } from './payout-stand';

const PAY: BankFault = { path: '/payments', method: 'POST' };
const LIST: BankFault = { path: '/payments', method: 'GET' };

/** What the answer is lost by, and what the bank shows afterwards. */
const LOSSES: [string, BankFault][] = [
  ['the answer is lost', { ...PAY, dropAnswerAfterEffect: true, times: 1 }],
  ['the answer comes too late', { ...PAY, answerDelayMs: 1500, times: 1 }],
  ['the answer cannot be read', { ...PAY, malformedAnswer: true, times: 1 }],
];

let stand: PayoutStand;

const send = (body: object, messageId?: string): Promise<CommandReply> =>
  stand.outside.send('payout.create', body, messageId);
const sentTo = async (payoutId: string, method: string) => {
  const [call] = await stand.database.query<{ key: string }>(
    'SELECT idempotency_key AS key FROM tbank.bank_calls WHERE business_id = $1',
    [payoutId],
  );
  const requests = await stand.bank.requests('/payments');
  return requests.filter((request) =>
    method === 'POST' ? request.idempotencyKey === call?.key : request.method === 'GET',
  );
};
const status = async (payoutId: string): Promise<string> => (await stand.payout(payoutId)).status;
const untilUnknown = (payoutId: string) =>
  eventually(async () => expect(await status(payoutId)).toBe('unknown'));
const journalOf = async (payoutId: string) =>
  (
    await stand.database.query<Record<string, unknown>>(
      `SELECT outcome, is_open, look_ups > 0 AS looked_up FROM tbank.bank_calls
       WHERE business_id = $1`,
      [payoutId],
    )
  )[0];

describe('a payout whose outcome is unknown', () => {
  beforeAll(async () => {
    stand = await PayoutStand.open();
  });
  afterEach(() => stand.bank.heal());
  afterAll(() => stand.close());

  it.each(LOSSES)('is found at the bank and not sent again when %s', async (_what, fault) => {
    const deal = await stand.paidDeal();
    await stand.bank.faults(fault);
    const body = newPayout(deal);
    const reply = await send(body);
    const [payment, ...others] = await stand.payments(deal.agent);
    expect(others).toEqual([]);
    expect(reply).toMatchObject({
      status: 'completed',
      result: { paymentId: payment?.paymentId },
    });
    expect(await sentTo(body.payoutId, 'POST')).toHaveLength(1);
    const { history } = await stand.expectChained(body.payoutId);
    expect(history.map(({ to }) => to)).toEqual(['pending', 'unknown', 'pending']);
    expect(await journalOf(body.payoutId)).toEqual({
      outcome: 'done',
      is_open: false,
      looked_up: true,
    });
  });

  it('takes no payment of another payout that ended without naming it', async () => {
    const deal = await stand.paidDeal();
    const [first, second] = [newPayout(deal, { amount: 1 }), newPayout(deal, { amount: 1 })];
    expect((await send(first)).status).toBe('completed');
    // An event without a payment id has ended it, and the answer of its own call was lost.
    await stand.database.query(
      `UPDATE payout.payouts SET status = 'paid_out', payment_id = NULL WHERE payout_id = $1`,
      [first.payoutId],
    );
    await stand.bank.faults({ ...PAY, closeBeforeEffect: true, times: 1 });
    expect((await send(second)).status).toBe('completed');
    expect(await sentTo(second.payoutId, 'POST')).toHaveLength(2);
    expect(await stand.payments(deal.agent)).toHaveLength(2);
  });

  it('is found although another payout of the same words was refused', async () => {
    const deal = await stand.paidDeal();
    await stand.bank.faults({ ...PAY, status: 422, errorCode: 'NO_MONEY', times: 1 });
    const [first, second] = [newPayout(deal, { amount: 1 }), newPayout(deal, { amount: 1 })];
    expect((await send(first)).status).toBe('rejected');
    await stand.bank.faults({ ...PAY, dropAnswerAfterEffect: true, times: 1 });
    expect((await send(second)).status).toBe('completed');
    expect(await sentTo(second.payoutId, 'POST')).toHaveLength(1);
  });

  it('is repeated with the same key when the bank shows nothing', async () => {
    const deal = await stand.paidDeal();
    await stand.bank.faults({ ...PAY, closeBeforeEffect: true, times: 2 });
    const body = newPayout(deal);
    expect((await send(body)).status).toBe('completed');
    expect(await sentTo(body.payoutId, 'POST')).toHaveLength(3);
    expect(await stand.payments(deal.agent)).toHaveLength(1);
  });

  it('stays unknown and burns no attempt while the bank cannot be asked', async () => {
    const deal = await stand.paidDeal();
    await stand.bank.faults(
      { ...PAY, dropAnswerAfterEffect: true, times: 1 },
      { ...LIST, status: 500 },
    );
    const body = newPayout(deal);
    const answer = send(body);
    await untilUnknown(body.payoutId);
    // More look-ups than the queue has attempts.
    await eventually(async () => {
      const [row] = await stand.database.query<{ look_ups: number }>(
        'SELECT look_ups FROM tbank.bank_calls WHERE business_id = $1',
        [body.payoutId],
      );
      expect(row?.look_ups).toBeGreaterThan(6);
    });
    expect(await status(body.payoutId)).toBe('unknown');
    await stand.bank.heal();
    expect((await answer).status).toBe('completed');
    expect(await stand.payments(deal.agent)).toHaveLength(1);
  });

  it.each([
    ['a lost request', { ...PAY, closeBeforeEffect: true, times: 1 }],
    ['a 5xx inside the same call', { ...PAY, status: 500, times: 1 }],
  ])('is not called failed when the bank refuses the repeat of %s', async (_what, first) => {
    const deal = await stand.paidDeal();
    await stand.bank.faults(first, { ...PAY, status: 422, errorCode: 'IN_PROGRESS' });
    const body = newPayout(deal);
    const answer = send(body);
    await untilUnknown(body.payoutId);
    await eventually(async () =>
      expect(await journalOf(body.payoutId)).toMatchObject({
        outcome: 'REPEAT_REFUSED',
        is_open: true,
      }),
    );
    expect(await status(body.payoutId)).toBe('unknown');
    await stand.bank.heal();
    expect((await answer).status).toBe('completed');
    expect(await stand.payments(deal.agent)).toHaveLength(1);
  });

  it('lets nothing else be paid to the recipient, nor the deal be changed, until it is known', async () => {
    const deal = await stand.paidDeal();
    await stand.bank.faults(
      { ...PAY, dropAnswerAfterEffect: true, times: 1 },
      { ...LIST, status: 500 },
    );
    const [first, second] = [newPayout(deal, { amount: 1 }), newPayout(deal, { amount: 2 })];
    const one = send(first);
    await untilUnknown(first.payoutId);
    const other = send(second);
    const cancel = stand.outside.send('deal.cancel', { dealId: deal.dealId, reason: 'x' });
    await eventually(async () => {
      const [row] = await stand.database.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM payout.payouts WHERE payout_id = $1',
        [second.payoutId],
      );
      expect(row?.n).toBe(1);
    });
    expect(await stand.payments(deal.agent)).toHaveLength(1);
    expect(await stand.bank.requests(`/deals/${deal.externalDealId}/cancel`)).toEqual([]);
    await stand.bank.heal();
    expect([(await one).status, (await other).status]).toEqual(['completed', 'completed']);
    expect(await stand.payments(deal.agent)).toHaveLength(2);
    // Of these payments the bank does not know that they are the deal's.
    expect(await cancel).toMatchObject({ status: 'rejected', error: { code: 'DEAL_HAS_PAYOUTS' } });
    expect(await stand.bank.requests(`/deals/${deal.externalDealId}/cancel`)).toEqual([]);
  });

  it('keeps the event about its payment until the payment is known', async () => {
    const deal = await stand.paidDeal();
    await stand.bank.faults(
      { ...PAY, dropAnswerAfterEffect: true, times: 1 },
      { ...LIST, status: 500 },
    );
    const body = newPayout(deal);
    const answer = send(body);
    await untilUnknown(body.payoutId);
    const [payment] = await stand.payments(deal.agent);
    const event = { recipientId: deal.agent, paymentId: payment?.paymentId };
    stand.outside.bankEvent('payout.completed', event);
    await stand.bank.heal();
    await answer;
    await eventually(async () => expect(await status(body.payoutId)).toBe('paid_out'), {
      timeoutMs: 15_000,
    });
  });

  it.each([
    ['between the request and its answer', 'in_flight_since = now(), outcome = NULL'],
    ['between the answer and our last commit', `outcome = 'done'`],
  ])('is looked up first after a crash %s, and no refusal is believed', async (_when, left) => {
    const deal = await stand.paidDeal();
    const [body, messageId] = [newPayout(deal), newId()];
    expect((await send(body, messageId)).status).toBe('completed');
    // As the killed process leaves it: sent, and no payment with the payout.
    await stand.database.query(`UPDATE tbank.bank_calls SET ${left} WHERE business_id = $1`, [
      body.payoutId,
    ]);
    await stand.bank.faults({ ...PAY, status: 422 }, { ...LIST, status: 500, times: 3 });
    await stand.database.query(`UPDATE payout.payouts SET payment_id = NULL WHERE payout_id = $1`, [
      body.payoutId,
    ]);
    await stand.database.query('DELETE FROM payout.command_log WHERE command_id = $1', [messageId]);
    const before = (await sentTo(body.payoutId, 'POST')).length;
    expect((await send(body, messageId)).status).toBe('completed');
    expect(await sentTo(body.payoutId, 'POST')).toHaveLength(before);
    expect(await stand.payments(deal.agent)).toHaveLength(1);
  });
});

describe('a payout that stays unknown beyond the time for repeats', () => {
  beforeAll(async () => {
    stand = await PayoutStand.open({ TBANK_REPEAT_WINDOW_MS: '0', TBANK_LOOK_UP_FOR_MS: '1000' });
  });
  afterAll(() => stand.close());

  it('is not repeated: a person is told, and decides from the dead letters', async () => {
    const deal = await stand.paidDeal();
    await stand.bank.faults({ ...PAY, closeBeforeEffect: true, times: 1 });
    const [body, messageId] = [newPayout(deal), newId()];
    expect(await send(body, messageId)).toMatchObject({
      status: 'failed',
      error: { code: 'BANK_OUTCOME_UNDECIDED', retryable: false },
    });
    expect(await sentTo(body.payoutId, 'POST')).toHaveLength(1);
    expect(await status(body.payoutId)).toBe('unknown');
    expect(await stand.outside.deadLetter(messageId)).toMatchObject({
      code: 'BANK_OUTCOME_UNDECIDED',
    });
    const heard = () => stand.outside.heard('alert.raised', { code: 'BANK_OUTCOME_UNDECIDED' });
    await eventually(() => {
      const keys = heard().map(({ dedupKey }) => String(dedupKey));
      // One as soon as the time for repeats is over, one for the dead letter.
      expect(keys.filter((key) => key.startsWith('bank-outcome:'))).toHaveLength(1);
      expect(keys).toHaveLength(2);
    });
  });

  describe('a person decides by the word of the bank', () => {
    const undecided = async () => {
      const deal = await stand.paidDeal();
      await stand.bank.faults({ ...PAY, closeBeforeEffect: true, times: 1 });
      const [body, messageId] = [newPayout(deal), newId()];
      expect((await send(body, messageId)).status).toBe('failed');
      return { deal, body, messageId, payoutId: body.payoutId };
    };
    const decide = async (payoutId: string, decision: object) => {
      const { status } = await stand.get(`/payouts/${payoutId}/decision`, {
        method: 'POST',
        body: JSON.stringify(decision),
        headers: {
          authorization: 'Bearer sample-internal-token',
          'content-type': 'application/json',
          'x-actor': 'token:anna',
        },
      });
      return status;
    };

    it('that it was not made: it is failed, the next one is paid, and a replay pays nothing', async () => {
      const { deal, body, messageId, payoutId } = await undecided();
      const blocked = newPayout(deal, { amount: 1 });
      expect(await decide(payoutId, { made: false })).toBe(200);
      expect(await stand.expectChained(payoutId)).toMatchObject({ status: 'failed' });
      expect((await send(blocked)).status).toBe('completed');
      expect(await send(body, messageId)).toMatchObject({
        status: 'rejected',
        error: { code: 'PAYOUT_CLOSED' },
      });
      expect(await stand.payments(deal.agent)).toHaveLength(1);
    });

    it('that it was made: the payment is ours, and its event ends the payout', async () => {
      const { deal, body, messageId, payoutId } = await undecided();
      const paymentId = newId();
      expect(await decide(payoutId, { made: true, paymentId })).toBe(200);
      expect(await stand.payout(payoutId)).toMatchObject({ status: 'pending', paymentId });
      stand.outside.bankEvent('payout.completed', { paymentId, recipientId: deal.agent });
      await eventually(async () => expect(await status(payoutId)).toBe('paid_out'));
      expect(await send(body, messageId)).toMatchObject({
        status: 'completed',
        result: { paymentId },
      });
    });

    it('and not about what is no doubt, another payout has, or nobody knows', async () => {
      const { payoutId } = await undecided();
      const paymentId = newId();
      expect(await decide(payoutId, { made: true, paymentId })).toBe(200);
      const other = await undecided();
      expect(await decide(other.payoutId, { made: true, paymentId })).toBe(409);
      expect(await status(other.payoutId)).toBe('unknown');
      expect(await decide(payoutId, { made: false })).toBe(409);
      expect(await decide(newId(), { made: false })).toBe(404);
      expect(await decide(other.payoutId, { made: true })).toBe(400);
      expect(await decide(other.payoutId, { made: false, paymentId })).toBe(400);
    });
  });
});
