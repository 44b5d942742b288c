import { type CommandReply } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { type BankFault, NOMINAL_ACCOUNT } from '../../deal/test/test-bank';
import { newPayout, type PaidDeal, PayoutStand } from './payout-stand';

const PAYMENTS = { path: '/payments', method: 'POST' };

describe('payout.create', () => {
  let stand: PayoutStand;

  beforeAll(async () => {
    stand = await PayoutStand.open();
  });
  afterEach(() => stand.bank.heal());
  afterAll(() => stand.close());

  const send = (body: object, messageId?: string): Promise<CommandReply> =>
    stand.outside.send('payout.create', body, messageId);

  const requestsToPay = async () => (await stand.bank.requests('/payments')).length;

  /** The requests that carried the key of a payout, and the journal's account of them. */
  const callsOf = async (payoutId: string) => {
    const [call] = await stand.database.query<{ key: string; attempts: number; outcome: string }>(
      `SELECT idempotency_key AS key, attempts, outcome FROM tbank.bank_calls
       WHERE business_id = $1 AND operation = 'payments.create'`,
      [payoutId],
    );
    const requests = await stand.bank.requests('/payments');
    return { call, sent: requests.filter(({ idempotencyKey }) => idempotencyKey === call?.key) };
  };

  it('pays the recipient out of the nominal account and tells of it', async () => {
    const deal = await stand.paidDeal();
    const body = newPayout(deal);
    const messageId = newId();
    const reply = await send(body, messageId);
    const [payment, ...others] = await stand.payments(deal.agent);
    expect(others).toEqual([]);
    expect(payment).toMatchObject({ amountKopecks: '60030' });
    expect(payment?.dealId).toBeUndefined();
    const { payoutId } = body;
    const paymentId = payment?.paymentId;
    expect(reply).toEqual({
      status: 'completed',
      result: { payoutId, paymentId, status: 'pending' },
    });
    expect(await stand.expectChained(payoutId)).toMatchObject({
      dealId: deal.dealId,
      externalDealId: deal.externalDealId,
      recipientId: 'agent',
      externalRecipientId: deal.agent,
      paymentId,
      status: 'pending',
      amountKopecks: '60030',
      paidAt: null,
      version: 1,
      history: [{ from: null, to: 'pending', cause: { kind: 'command', id: messageId } }],
    });
    const [row] = await stand.database.query(
      'SELECT account_number, bank_details_id FROM payout.payouts WHERE payout_id = $1',
      [payoutId],
    );
    expect(row).toEqual({ account_number: NOMINAL_ACCOUNT, bank_details_id: 'details-1' });
    await eventually(() =>
      expect(stand.outside.heard('command.completed', { commandId: messageId })).toHaveLength(1),
    );
  });

  it('answers a finished command the same again, without asking the bank', async () => {
    const deal = await stand.paidDeal();
    const [body, messageId] = [newPayout(deal), newId()];
    const first = await send(body, messageId);
    const requests = await requestsToPay();
    expect(await send(body, messageId)).toEqual(first);
    expect(await requestsToPay()).toBe(requests);
    expect(await stand.payments(deal.agent)).toHaveLength(1);
  });

  it('pays once when a command comes at the same time to two copies', async () => {
    await stand.withCopy(async () => {
      const deals = await Promise.all(Array.from({ length: 5 }, () => stand.paidDeal()));
      const replies = await Promise.all(
        deals.map((deal) => {
          const [body, messageId] = [newPayout(deal), newId()];
          return Promise.all([send(body, messageId), send(body, messageId)]);
        }),
      );
      for (const [index, deal] of deals.entries()) {
        const [one, other] = replies[index] ?? [];
        expect(one?.status).toBe('completed');
        expect(other).toEqual(one);
        expect(await stand.payments(deal.agent)).toHaveLength(1);
      }
    });
  });

  describe('pays exactly once', () => {
    const faults: [string, number, BankFault[]][] = [
      ['the answer is lost', 1, [{ ...PAYMENTS, dropAnswerAfterEffect: true, times: 1 }]],
      ['the connection breaks first', 2, [{ ...PAYMENTS, closeBeforeEffect: true, times: 1 }]],
      ['the bank answers 500', 5, [{ ...PAYMENTS, status: 500, times: 4 }]],
      ['the bank asks to slow down', 5, [{ ...PAYMENTS, status: 429, times: 4 }]],
      ['the answer comes after the time-out', 1, [{ ...PAYMENTS, answerDelayMs: 1500, times: 1 }]],
      [
        'one follows the other',
        4,
        [
          { ...PAYMENTS, status: 503, times: 1 },
          { ...PAYMENTS, closeBeforeEffect: true, times: 1 },
          { ...PAYMENTS, status: 429, times: 1 },
          { ...PAYMENTS, malformedAnswer: true, times: 1 },
          { ...PAYMENTS, method: 'GET', status: 500, times: 3 },
        ],
      ],
    ];

    it.each(faults)('when %s', async (_, requests, rules) => {
      const deal = await stand.paidDeal();
      await stand.bank.faults(...rules);
      const body = newPayout(deal);
      expect((await send(body)).status).toBe('completed');
      const [payment, ...others] = await stand.payments(deal.agent);
      expect(others).toEqual([]);
      expect(await stand.expectChained(body.payoutId)).toMatchObject({
        status: 'pending',
        paymentId: payment?.paymentId,
      });
      const { call, sent } = await callsOf(body.payoutId);
      expect(sent).toHaveLength(requests);
      expect(call?.outcome).toBe('done');
    });

    it('each of many payouts through a storm of faults and replays', async () => {
      const deals = await Promise.all(Array.from({ length: 15 }, () => stand.paidDeal()));
      const commands = deals.map((deal) => ({ body: newPayout(deal), messageId: newId() }));
      await stand.bank.faults(
        { ...PAYMENTS, dropAnswerAfterEffect: true, rate: 0.3 },
        { ...PAYMENTS, status: 500, rate: 0.3 },
        { ...PAYMENTS, status: 429, rate: 0.3 },
        { ...PAYMENTS, malformedAnswer: true, rate: 0.3 },
        { ...PAYMENTS, closeBeforeEffect: true, rate: 0.2 },
      );
      const sendAll = () =>
        Promise.all(commands.map(({ body, messageId }) => send(body, messageId)));
      const stormy = await sendAll();
      expect(stormy.filter(({ status }) => status === 'rejected')).toEqual([]);
      await stand.bank.heal();
      const calm = await sendAll();
      expect(calm.filter(({ status }) => status !== 'completed')).toEqual([]);
      for (const [index, deal] of deals.entries()) {
        const [payment, ...others] = await stand.payments(deal.agent);
        expect(others).toEqual([]);
        expect(calm[index]).toMatchObject({ result: { paymentId: payment?.paymentId } });
      }
    });
  });

  it('is paid once when its id is spelt in upper case and the answer is lost', async () => {
    const deal = await stand.paidDeal();
    await stand.bank.faults({ ...PAYMENTS, dropAnswerAfterEffect: true, times: 1 });
    const body = newPayout(deal);
    const spelt = { ...body, payoutId: body.payoutId.toUpperCase() };
    expect(await send(spelt)).toMatchObject({ status: 'completed' });
    expect(await stand.payments(deal.agent)).toHaveLength(1);
  });

  it('does not exceed the share when the deal is spelt in two ways at once', async () => {
    const deal = await stand.paidDeal();
    const [one, other] = [newPayout(deal), newPayout(deal)];
    const replies = await Promise.all([
      send(one),
      send({ ...other, dealId: other.dealId.toUpperCase() }),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual(['completed', 'rejected']);
    expect(await stand.payments(deal.agent)).toHaveLength(1);
  });

  it('is failed, alerted and a dead letter when the bank refuses; the share is free again', async () => {
    const deal = await stand.paidDeal();
    await stand.bank.faults({ ...PAYMENTS, status: 422, errorCode: 'NOT_ENOUGH', times: 1 });
    const [body, messageId] = [newPayout(deal), newId()];
    const reply = await send(body, messageId);
    expect(reply).toMatchObject({ status: 'rejected', error: { code: 'BANK_REFUSED' } });
    expect(await stand.outside.deadLetter(messageId)).toMatchObject({
      code: 'BANK_REFUSED',
      attempts: 1,
    });
    const { payoutId } = body;
    expect(await stand.expectChained(payoutId)).toMatchObject({ status: 'failed', version: 2 });
    const dedupKey = `payout-failed:${payoutId}`;
    expect(stand.outside.heard('alert.raised', { dedupKey })).toMatchObject([
      { code: 'PAYOUT_FAILED', severity: 'critical', details: { payoutId, paymentId: null } },
    ]);
    expect(await send(body, messageId)).toEqual(reply);
    expect((await send(newPayout(deal))).status).toBe('completed');
    expect(await stand.payments(deal.agent)).toHaveLength(1);
  });

  describe('refuses and asks the bank for nothing', () => {
    const expectRefused = async (body: { payoutId: string }, code: string) => {
      const letters = stand.outside.deadLetters.length;
      const requests = await requestsToPay();
      const reply = await send(body);
      expect(reply).toMatchObject({ status: 'rejected', error: { code, retryable: false } });
      expect(await requestsToPay()).toBe(requests);
      expect(stand.outside.deadLetters).toHaveLength(letters);
      expect((await stand.get(`/payouts/${body.payoutId}`)).status).toBe(404);
    };

    it.each<[string, object, string]>([
      ['more than the share', { amount: 600.31 }, 'SHARE_EXCEEDED'],
      ['nothing', { amount: 0 }, 'AMOUNT_INVALID'],
      [
        'a recipient unknown at the bank',
        { recipientId: 'agency', amount: 1 },
        'BENEFICIARY_UNKNOWN',
      ],
      ['somebody who has no share', { recipientId: 'nobody' }, 'DEAL_NOT_FOUND'],
      ['an unknown deal', { dealId: newId() }, 'DEAL_NOT_FOUND'],
    ])('%s', async (_, wrong, code) => {
      await expectRefused(newPayout(await stand.paidDeal(), wrong), code);
    });

    it('a deal that is not paid', async () => {
      await expectRefused(newPayout(await stand.createDeal()), 'DEAL_NOT_PAID');
    });

    it('a deal that was cancelled after it had been paid', async () => {
      const deal = await stand.paidDeal();
      stand.outside.bankEvent('deal.cancelled', { dealId: deal.externalDealId });
      await eventually(async () =>
        expect(await stand.dealStatus(deal.dealId)).toBe('cancelled_refunded'),
      );
      await expectRefused(newPayout(deal), 'DEAL_NOT_PAID');
    });

    it('a second payout of a share that is promised already', async () => {
      const deal = await stand.paidDeal();
      expect((await send(newPayout(deal, { amount: 600.29 }))).status).toBe('completed');
      await expectRefused(newPayout(deal, { amount: 0.02 }), 'SHARE_EXCEEDED');
      expect((await send(newPayout(deal, { amount: 0.01 }))).status).toBe('completed');
    });

    it('a payout that another command made', async () => {
      const deal = await stand.paidDeal();
      const body = newPayout(deal, { amount: 1 });
      await send(body);
      expect(await send(body)).toMatchObject({
        status: 'rejected',
        error: { code: 'PAYOUT_EXISTS' },
      });
      expect(await stand.payments(deal.agent)).toHaveLength(1);
      expect(await stand.expectChained(body.payoutId)).toMatchObject({ status: 'pending' });
    });

    it('text that cannot be stored, with a dead letter that says so', async () => {
      const [body, messageId] = [newPayout(await stand.paidDeal(), { purpose: 'a\0b' }), newId()];
      const reply = await send(body, messageId);
      expect(reply).toMatchObject({ status: 'rejected', error: { code: 'DATA_NOT_STORABLE' } });
      expect(await stand.outside.deadLetter(messageId)).toMatchObject({
        code: 'DATA_NOT_STORABLE',
      });
    });

    describe('a self-employed person', () => {
      const dealWith = (inn: string, more: object = {}): Promise<PaidDeal> => {
        const person = { recipientId: 'agent', role: 'agent', legalType: 'SE', inn, ...more };
        return stand.paidDeal({
          recipients: [{ ...person, splitType: 'percent', splitValue: 100 }],
        });
      };

      it.each(['DRAFT', 'BLOCKED', 'INACTIVE'] as const)('who is %s', async (status) => {
        const { inn } = await stand.person(status);
        await expectRefused(newPayout(await dealWith(inn)), 'SELF_EMPLOYED_NOT_ACTIVE');
      });

      it('who is flagged', async () => {
        const { inn } = await stand.person('ACTIVE', true);
        await expectRefused(newPayout(await dealWith(inn)), 'SELF_EMPLOYED_FLAGGED');
      });

      it('whom nobody registered', async () => {
        const deal = await dealWith('779999999999', { beneficiaryId: 'given' });
        await expectRefused(newPayout(deal), 'SELF_EMPLOYED_NOT_REGISTERED');
      });

      it('but pays an active one under the id of the registry', async () => {
        const { inn, id } = await stand.person('ACTIVE');
        expect((await send(newPayout(await dealWith(inn)))).status).toBe('completed');
        expect(await stand.payments(id)).toHaveLength(1);
      });

      it('but pays an active one under the id that the deal names', async () => {
        const { inn } = await stand.person('ACTIVE');
        const deal = await dealWith(inn, { beneficiaryId: `named-${inn}` });
        expect((await send(newPayout(deal, { bankDetailsId: 'other' }))).status).toBe('completed');
        expect(await stand.payments(`named-${inn}`)).toHaveLength(1);
      });

      it('only after asking again when the registry is away', async () => {
        const { inn, id } = await stand.person('ACTIVE');
        const deal = await dealWith(inn);
        stand.around.riskGate.away('no connection', 2);
        expect((await send(newPayout(deal))).status).toBe('completed');
        expect(await stand.payments(id)).toHaveLength(1);
      });
    });
  });

  describe('does not pay what was reserved and is not wanted any more', () => {
    /** Reserved, but the bank refused our credentials: a dead letter that may be replayed days later. */
    const reserved = async (deal: PaidDeal) => {
      await stand.bank.faults({ ...PAYMENTS, status: 401, times: 1 });
      const [body, messageId] = [newPayout(deal), newId()];
      await send(body, messageId);
      expect(await stand.outside.deadLetter(messageId)).toMatchObject({ code: 'BANK_AUTH' });
      expect(await stand.payout(body.payoutId)).toMatchObject({ status: 'pending' });
      return { body, messageId };
    };

    const expectNotPaid = async (
      { body, messageId }: Awaited<ReturnType<typeof reserved>>,
      code: string,
    ) => {
      const requests = await requestsToPay();
      const reply = await send(body, messageId);
      expect(reply).toMatchObject({ status: 'rejected', error: { code, retryable: false } });
      expect(await requestsToPay()).toBe(requests);
      expect(await stand.expectChained(body.payoutId)).toMatchObject({ status: 'failed' });
      const [open] = await stand.database.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM tbank.bank_calls WHERE is_open AND business_id = $1',
        [body.payoutId],
      );
      expect(open).toEqual({ n: 0 });
    };

    it('but pays when nothing has changed', async () => {
      const deal = await stand.paidDeal();
      const { body, messageId } = await reserved(deal);
      expect((await send(body, messageId)).status).toBe('completed');
      expect(await stand.payments(deal.agent)).toHaveLength(1);
    });

    it('because the deal was cancelled meanwhile', async () => {
      const deal = await stand.paidDeal();
      const payout = await reserved(deal);
      stand.outside.bankEvent('deal.cancelled', { dealId: deal.externalDealId });
      await eventually(async () =>
        expect(await stand.dealStatus(deal.dealId)).toBe('cancelled_refunded'),
      );
      await expectNotPaid(payout, 'DEAL_NOT_PAID');
    });

    it('because the person was flagged meanwhile', async () => {
      const { inn } = await stand.person('ACTIVE');
      const person = { recipientId: 'agent', role: 'agent', legalType: 'SE', inn };
      const deal = await stand.paidDeal({
        recipients: [{ ...person, splitType: 'percent', splitValue: 100 }],
      });
      const payout = await reserved(deal);
      await stand.database.query(
        'UPDATE self_employed_risk.self_employed SET flagged_at = now() WHERE inn = $1',
        [inn],
      );
      await expectNotPaid(payout, 'SELF_EMPLOYED_FLAGGED');
    });

    it('because the bank has ended it by an event without its payment id', async () => {
      const deal = await stand.paidDeal();
      const payout = await reserved(deal);
      const { externalDealId: dealId, agent: recipientId } = deal;
      stand.outside.bankEvent('payout.failed', { dealId, recipientId });
      await eventually(async () =>
        expect(await stand.payout(payout.body.payoutId)).toMatchObject({ status: 'failed' }),
      );
      await expectNotPaid(payout, 'PAYOUT_CLOSED');
    });
  });

  it('lets only one of two payouts through that exceed the share together', async () => {
    await stand.withCopy(async () => {
      const deals = await Promise.all(Array.from({ length: 6 }, () => stand.paidDeal()));
      await Promise.all(
        deals.map(async (deal) => {
          const replies = await Promise.all([send(newPayout(deal)), send(newPayout(deal))]);
          expect(replies.map(({ status }) => status).sort()).toEqual(['completed', 'rejected']);
          const refused = replies.find(({ status }) => status === 'rejected');
          expect(refused).toMatchObject({ error: { code: 'SHARE_EXCEEDED' } });
          expect(await stand.payments(deal.agent)).toHaveLength(1);
        }),
      );
    });
  });

  it('waits for the deal service and pays when it is back', async () => {
    const deal = await stand.paidDeal();
    stand.around.dealGate.away(503, 2);
    const body = newPayout(deal);
    expect((await send(body)).status).toBe('completed');
    expect(await stand.payments(deal.agent)).toHaveLength(1);
    expect(await stand.expectChained(body.payoutId)).toMatchObject({ version: 1 });
  });

  it('gives up on a deal service that stays away, and a replay pays', async () => {
    const deal = await stand.paidDeal();
    stand.around.dealGate.away('no connection', 4);
    const [body, messageId] = [newPayout(deal), newId()];
    expect(await send(body, messageId)).toMatchObject({
      status: 'failed',
      error: { code: 'OWNER_UNAVAILABLE', retryable: true },
    });
    expect(await stand.outside.deadLetter(messageId)).toMatchObject({ attempts: 4 });
    expect((await send(body, messageId)).status).toBe('completed');
    expect(await stand.payments(deal.agent)).toHaveLength(1);
  });

  it('puts poison aside and goes on with its neighbours', async () => {
    const deal = await stand.paidDeal();
    const messageId = newId();
    stand.outside.publishCommand('payout.create', Buffer.from('{'), messageId);
    const wrong = await send(newPayout(deal, { purpose: 'x'.repeat(211) }));
    expect(wrong).toMatchObject({ status: 'rejected', error: { code: 'BAD_PAYLOAD' } });
    expect((await send(newPayout(deal))).status).toBe('completed');
    expect(await stand.outside.deadLetter(messageId)).toMatchObject({ code: 'BAD_JSON' });
  });

  it('is read with the token only, and 404 is a problem', async () => {
    const path = `/payouts/${newId()}`;
    expect((await stand.get(path, {})).status).toBe(401);
    for (const unknown of [path, '/payouts/no-uuid']) {
      const answer = await stand.get(unknown);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });
});
