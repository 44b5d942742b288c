import { EXCHANGES } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import fc from 'fast-check';
import { newPayout, type PaidDeal, PayoutStand } from './payout-stand';

const PAYMENTS = { path: '/payments', method: 'POST' };

interface MadePayout {
  readonly payoutId: string;
  readonly paymentId: string;
  readonly deal: PaidDeal;
}

describe('events about a payout', () => {
  let stand: PayoutStand;

  beforeAll(async () => {
    stand = await PayoutStand.open({ TBANK_PAYMENT_SENDS_DEAL_ID: 'true' });
  });
  afterEach(() => stand.bank.heal());
  afterAll(() => stand.close());

  /** A deal that is paid at the bank too, because payouts name it there. */
  const paidDeal = async (more?: object): Promise<PaidDeal> => {
    const deal = await stand.paidDeal(more);
    expect((await stand.outside.send('deal.accept', { dealId: deal.dealId })).status).toBe(
      'completed',
    );
    await stand.bank.control('POST', `/deals/${deal.externalDealId}/pay`, {});
    return deal;
  };

  const makePayout = async (deal: PaidDeal, more: object = {}): Promise<MadePayout> => {
    const reply = await stand.outside.send('payout.create', newPayout(deal, more));
    if (reply.status !== 'completed') throw new Error(JSON.stringify(reply));
    const { payoutId, paymentId } = reply.result as { payoutId: string; paymentId: string };
    return { payoutId, paymentId, deal };
  };

  const expectStatus = (payoutId: string, status: string) =>
    eventually(async () => expect((await stand.payout(payoutId)).status).toBe(status));

  /** Tells a dead letter from an event that took effect. */
  const expectDeadLetter = async (id: string, code: string) =>
    expect(await stand.outside.deadLetter(id)).toMatchObject({ queue: 'payout.events', code });

  it('follows a payout to its end, and the deal with it', async () => {
    const recipientId = `only-${newId()}`;
    const agent = { recipientId: 'agent', role: 'agent', legalType: 'IP', inn: '770000000001' };
    const share = { splitType: 'fixed', splitValue: 1000.5, beneficiaryId: recipientId };
    const recipients = [{ ...agent, ...share }];
    const deal = await paidDeal({ recipients });
    const { payoutId, paymentId } = await makePayout(deal, { amount: 1000.5 });
    expect(await stand.payments(recipientId)).toMatchObject([{ dealId: deal.externalDealId }]);
    stand.outside.bankEvent('payout.initiated', { recipientId, paymentId });
    await expectStatus(payoutId, 'bank_hold');
    const id = stand.outside.bankEvent('payout.completed', { recipientId, paymentId });
    await expectStatus(payoutId, 'paid_out');
    const { history, paidAt } = await stand.expectChained(payoutId);
    expect(history.at(-1)).toMatchObject({ from: 'bank_hold', cause: { kind: 'event', id } });
    expect(Date.now() - Date.parse(paidAt ?? '')).toBeLessThan(60_000);
    await eventually(async () =>
      expect(await stand.dealStatus(deal.dealId)).toBe('released_paid_out'),
    );
  });

  it('lists the payouts of one deal, each with its history', async () => {
    const deal = await paidDeal();
    const first = await makePayout(deal, { amount: 1 });
    const second = await makePayout(deal, { amount: 2 });
    await makePayout(await paidDeal(), { amount: 3 });
    const answer = await stand.get(`/payouts?dealId=${deal.dealId}`);
    expect(await answer.json()).toEqual({
      payouts: [await stand.payout(first.payoutId), await stand.payout(second.payoutId)],
    });
    expect(await (await stand.get(`/payouts?dealId=${newId()}`)).json()).toEqual({ payouts: [] });
    for (const query of ['', '?dealId=x', '?dealId=a&dealId=b']) {
      expect((await stand.get(`/payouts${query}`)).status).toBe(400);
    }
    expect((await stand.get(`/payouts?dealId=${deal.dealId}`, {})).status).toBe(401);
  });

  describe('told by reconciliation and by a late webhook', () => {
    const source = 'urn:lk:reconciliation';

    it.each([
      ['payout.completed', 'paid_out', true],
      ['payout.completed', 'paid_out', false],
      ['payout.failed', 'failed', true],
      ['payout.failed', 'failed', false],
    ])('changes once: %s, %s, repair first: %s', async (type, end, repairFirst) => {
      const { payoutId, paymentId, deal } = await makePayout(await paidDeal());
      const data = { recipientId: deal.agent, paymentId };
      const sources = repairFirst ? [source, 'urn:tbank'] : ['urn:tbank', source];
      const ids = [newId(), newId()];
      for (const [index, from] of sources.entries()) {
        stand.outside.bankEvent(type, data, ids[index], from);
        await expectStatus(payoutId, end);
      }
      // The bank shows a pending payment no more, and the webhook of its beginning is later still.
      stand.outside.bankEvent('payout.initiated', data);
      await eventually(async () => {
        const facts = await stand.database.query<{ kind: string; told_by_bank: boolean }>(
          'SELECT kind, told_by_bank FROM payout.payout_facts WHERE payout_id = $1 ORDER BY kind',
          [payoutId],
        );
        expect(facts.filter((fact) => fact.told_by_bank).map(({ kind }) => kind)).toEqual(
          [type, 'payout.initiated'].sort(),
        );
      });
      const { history } = await stand.expectChained(payoutId);
      expect(history.map(({ to }) => to)).toEqual(['pending', end]);
      expect(history.at(-1)?.cause).toEqual({
        kind: repairFirst ? 'reconciliation' : 'event',
        id: ids[0],
      });
    });
  });

  describe('finds the payout', () => {
    it('by the payment, whatever else the event says', async () => {
      const { payoutId, paymentId } = await makePayout(await paidDeal());
      stand.outside.bankEvent('payout.completed', { recipientId: 'x', dealId: 'x', paymentId });
      await expectStatus(payoutId, 'paid_out');
    });

    it('by deal and recipient', async () => {
      const { payoutId, deal } = await makePayout(await paidDeal());
      const dealId = deal.externalDealId;
      stand.outside.bankEvent('payout.completed', { recipientId: deal.agent, dealId });
      await expectStatus(payoutId, 'paid_out');
      // A single payout is meant also when it is over.
      stand.outside.bankEvent('payout.failed', { recipientId: deal.agent, dealId });
      await eventually(async () =>
        expect((await stand.payout(payoutId)).contradictions).toEqual(['COMPLETED_AND_FAILED']),
      );
    });

    it('by recipient alone when one payout is open', async () => {
      const deal = await paidDeal();
      const over = await makePayout(deal, { amount: 1 });
      const { paymentId } = over;
      stand.outside.bankEvent('payout.completed', { recipientId: deal.agent, paymentId });
      await expectStatus(over.payoutId, 'paid_out');
      const open = await makePayout(deal, { amount: 2 });
      stand.outside.bankEvent('payout.initiated', { recipientId: deal.agent });
      await expectStatus(open.payoutId, 'bank_hold');
    });

    it('not by recipient alone when two are open or none, which is a dead letter', async () => {
      const deal = await paidDeal();
      const made = [await makePayout(deal, { amount: 1 }), await makePayout(deal, { amount: 2 })];
      const two = stand.outside.bankEvent('payout.completed', { recipientId: deal.agent });
      await expectDeadLetter(two, 'AMBIGUOUS_RECIPIENT');
      for (const { payoutId, paymentId } of made) {
        expect(await stand.payout(payoutId)).toMatchObject({ status: 'pending', version: 1 });
        stand.outside.bankEvent('payout.completed', { recipientId: deal.agent, paymentId });
        await expectStatus(payoutId, 'paid_out');
      }
      const none = stand.outside.bankEvent('payout.initiated', { recipientId: deal.agent });
      await expectDeadLetter(none, 'AMBIGUOUS_RECIPIENT');
    });

    it('nowhere, which is a dead letter after the tries; its replay takes effect', async () => {
      const { payoutId, paymentId, deal } = await makePayout(await paidDeal());
      const setPaymentId = (value: string) =>
        stand.database.query('UPDATE payout.payouts SET payment_id = $2 WHERE payout_id = $1', [
          payoutId,
          value,
        ]);
      await setPaymentId(newId());
      const data = { recipientId: deal.agent, paymentId };
      const id = stand.outside.bankEvent('payout.completed', data);
      await expectDeadLetter(id, 'ENTITY_NOT_FOUND');
      await setPaymentId(paymentId);
      stand.outside.bankEvent('payout.completed', data, id);
      await expectStatus(payoutId, 'paid_out');
      const stranger = stand.outside.bankEvent('payout.failed', { recipientId: newId() });
      await expectDeadLetter(stranger, 'ENTITY_NOT_FOUND');
    });
  });

  describe('completed before our own commit', () => {
    /** Sends a payout whose answer takes a while, and what the bank has paid meanwhile. */
    const payingSlowly = async (deal: PaidDeal) => {
      await stand.bank.faults({ ...PAYMENTS, answerDelayMs: 150, times: 1 });
      const body = newPayout(deal);
      const answered = stand.outside.send('payout.create', body);
      const [payment] = await eventually(
        async () => {
          const payments = await stand.payments(deal.agent);
          expect(payments).toHaveLength(1);
          return payments;
        },
        { intervalMs: 10 },
      );
      return { payoutId: body.payoutId, paymentId: payment?.paymentId ?? '', answered };
    };

    it('waits for the commit when the event names the payment', async () => {
      const deal = await paidDeal();
      const { payoutId, paymentId, answered } = await payingSlowly(deal);
      const id = stand.outside.bankEvent('payout.completed', {
        recipientId: deal.agent,
        paymentId,
      });
      expect((await answered).status).toBe('completed');
      await expectStatus(payoutId, 'paid_out');
      expect(stand.outside.deadLetters.map((letter) => letter.id)).not.toContain(id);
    });

    it('takes effect at once when the event names deal and recipient', async () => {
      const deal = await paidDeal();
      const { payoutId, paymentId, answered } = await payingSlowly(deal);
      const data = { recipientId: deal.agent, dealId: deal.externalDealId };
      stand.outside.bankEvent('payout.completed', data);
      expect(await answered).toMatchObject({ status: 'completed', result: { paymentId } });
      await expectStatus(payoutId, 'paid_out');
      expect(await stand.expectChained(payoutId)).toMatchObject({ paymentId, version: 2 });
      expect(await stand.payments(deal.agent)).toHaveLength(1);
    });
  });

  it.each([
    ['NO_SUCH_ACCOUNT', 'NO_SUCH_ACCOUNT'],
    ['Account 40817810000000000001 is closed', null],
    [undefined, null],
  ])('alerts of a failure, with the code %j as %j', async (errorCode, shown) => {
    const { payoutId, paymentId, deal } = await makePayout(await paidDeal());
    const data = { recipientId: deal.agent, paymentId, errorCode };
    stand.outside.bankEvent('payout.failed', data);
    stand.outside.bankEvent('payout.failed', data);
    await expectStatus(payoutId, 'failed');
    const dedupKey = `payout-failed:${payoutId}`;
    await eventually(() =>
      expect(stand.outside.heard('alert.raised', { dedupKey })).toMatchObject([
        { code: 'PAYOUT_FAILED', details: { payoutId, paymentId, errorCode: shown } },
      ]),
    );
    expect(await stand.expectChained(payoutId)).toMatchObject({ version: 2, paidAt: null });
  });

  it('frees the share of a payout that failed', async () => {
    const { payoutId, paymentId, deal } = await makePayout(await paidDeal());
    stand.outside.bankEvent('payout.failed', { recipientId: deal.agent, paymentId });
    await expectStatus(payoutId, 'failed');
    expect((await makePayout(deal)).paymentId).not.toBe(paymentId);
  });

  describe('in any order, with any duplicates', () => {
    const seed = Date.now();
    const stories: [string, string[], object][] = [
      ['completed', ['payout.initiated', 'payout.completed'], { status: 'paid_out' }],
      ['failed', ['payout.initiated', 'payout.failed'], { status: 'failed', paidAt: null }],
      [
        'completed and failed',
        ['payout.initiated', 'payout.failed', 'payout.completed'],
        { status: 'paid_out', contradictions: ['COMPLETED_AND_FAILED'] },
      ],
    ];

    it.each(stories)(
      'a payout ends the same, told once of everything: %s',
      async (_, types, end) => {
        const told = fc.array(fc.constantFrom(...types), { minLength: 1, maxLength: 4 });
        const orders = told.chain((more) =>
          fc.shuffledSubarray([...types, ...more], { minLength: types.length + more.length }),
        );
        const made = await Promise.all(
          fc.sample(orders, { numRuns: 10, seed }).map(async (order) => {
            return { order, ...(await makePayout(await paidDeal())) };
          }),
        );
        for (const { order, paymentId, deal } of made) {
          const ids = new Map(types.map((type) => [type, newId()]));
          order.forEach((type, index) => {
            const id = index % 2 === 0 ? ids.get(type) : newId();
            stand.outside.bankEvent(type, { recipientId: deal.agent, paymentId }, id);
          });
        }
        for (const { order, payoutId } of made) {
          await eventually(async () => {
            expect({ seed, order, ...(await stand.payout(payoutId)) }).toMatchObject(end);
            const facts = 'SELECT kind FROM payout.payout_facts WHERE payout_id = $1';
            expect(await stand.database.query(facts, [payoutId])).toHaveLength(types.length + 1);
          });
          await stand.expectChained(payoutId);
          const contradicting = { dedupKey: `payout-facts:${payoutId}:COMPLETED_AND_FAILED` };
          const alerts = stand.outside.heard('alert.raised', contradicting);
          expect(alerts).toHaveLength(types.length === 3 ? 1 : 0);
        }
      },
    );
  });

  it('takes an event once that comes to two copies at the same time', async () => {
    await stand.withCopy(async () => {
      const made = await Promise.all(
        Array.from({ length: 5 }, async () => makePayout(await paidDeal())),
      );
      for (const { paymentId, deal } of made) {
        const data = { recipientId: deal.agent, paymentId };
        for (let times = 0; times < 4; times += 1) {
          stand.outside.bankEvent('payout.failed', data, paymentId);
        }
      }
      for (const { payoutId } of made) {
        await expectStatus(payoutId, 'failed');
        expect(await stand.expectChained(payoutId)).toMatchObject({ version: 2 });
      }
    });
  });

  it('takes the time of its arrival for an event without one', async () => {
    const { payoutId, paymentId, deal } = await makePayout(await paidDeal());
    const event = {
      specversion: '1.0',
      id: newId(),
      source: 'urn:tbank',
      type: 'payout.completed',
    };
    const data = { recipientId: deal.agent, paymentId };
    stand.broker.publish(EXCHANGES.bankEvents, event.type, { ...event, data });
    await expectStatus(payoutId, 'paid_out');
    const { paidAt } = await stand.payout(payoutId);
    expect(Date.now() - Date.parse(paidAt ?? '')).toBeLessThan(60_000);
  });

  it('puts poison aside and goes on with its neighbours', async () => {
    const { payoutId, paymentId, deal } = await makePayout(await paidDeal());
    const letters = stand.outside.deadLetters.length;
    stand.broker.publish(EXCHANGES.bankEvents, 'payout.completed', Buffer.from('{'));
    const wrong = stand.outside.bankEvent('payout.completed', { paymentId });
    stand.outside.bankEvent('payout.completed', { recipientId: deal.agent, paymentId });
    await expectStatus(payoutId, 'paid_out');
    await expectDeadLetter(wrong, 'BAD_PAYLOAD');
    await eventually(() => expect(stand.outside.deadLetters).toHaveLength(letters + 2));
  });
});
