import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { type DriftView } from '../src/adapters/views';
import { type DealFixture, type PayoutFixture } from './fixture-owners';
import { ReconciliationStand } from './reconciliation-stand';

const FUNDED = {
  status: 'paid_to_bank',
  bankStatus: 'FUNDED',
  facts: ['deal.created', 'deal.accepted', 'payment.completed'],
} as const;

/** Real: Postgres, RabbitMQ, the service, the bank simulator. Test doubles: the owners of records. */
describe('classes of drift, end to end', () => {
  let stand: ReconciliationStand;

  beforeAll(async () => {
    stand = await ReconciliationStand.open();
  });
  afterAll(() => stand.close());
  beforeEach(() => stand.reset());

  const only = async (): Promise<DriftView> => {
    const [drift, ...others] = await stand.drifts();
    if (!drift) throw new Error('Nothing was found');
    expect(others).toEqual([]);
    return drift;
  };
  const fundedDeal = async (fields: Partial<DealFixture> = {}): Promise<DealFixture> =>
    stand.owners.addDeal(await stand.life.deal('FUNDED'), { ...FUNDED, ...fields });
  /** A payout of a deal that both sides know as paid out. */
  const paidPayout = async (fields: Partial<PayoutFixture> = {}): Promise<PayoutFixture> => {
    const beneficiaryId = newId();
    const paymentId = await stand.life.payment({ beneficiaryId, amount: 500 });
    await stand.life.settle(paymentId);
    return stand.owners.addPayout({
      paymentId,
      externalRecipientId: beneficiaryId,
      status: 'paid_out',
      facts: ['accepted', 'payout.initiated', 'payout.completed'],
      ...fields,
    });
  };

  it('finds nothing where both sides agree', async () => {
    await fundedDeal();
    await paidPayout();
    const run = await stand.run({ scope: 'all' });
    expect(run).toMatchObject({ state: 'finished', suspect: [], braked: false });
    expect(run.stats.deals).toMatchObject({ compared: 1, live: 1, liveCompared: 1 });
    expect(await stand.drifts()).toEqual([]);
  });

  it('missing-here: a deal that only the bank has; closed when it comes', async () => {
    await fundedDeal();
    const stranger = await stand.life.deal('ACCEPTED');
    await stand.run({ scope: 'deals' });
    expect(await only()).toMatchObject({
      class: 'missing-here',
      status: 'open',
      action: 'page',
      subject: { kind: 'deal', id: stranger },
      externalDealId: stranger,
    });
    stand.owners.addDeal(stranger, { bankStatus: 'ACCEPTED', facts: ['deal.accepted'] });
    await stand.run({ scope: 'deals', mode: 'incremental' });
    expect(await only()).toMatchObject({ status: 'resolved', resolution: 'no longer seen' });
  });

  it('missing-there: an id of ours that the bank does not know, by list and by look-up', async () => {
    await fundedDeal();
    const ghost = stand.owners.addDeal(newId(), FUNDED);
    await stand.run({ scope: 'deals' });
    expect(await only()).toMatchObject({ class: 'missing-there', dealId: ghost.dealId });
  });

  it('we-ahead: a fact of ours that the bank does not show is never repaired', async () => {
    const deal = stand.owners.addDeal(await stand.life.deal('ACCEPTED'), FUNDED);
    await stand.run({ scope: 'deals' });
    expect(await only()).toMatchObject({ class: 'we-ahead', action: 'page', dealId: deal.dealId });
    expect(stand.published).toEqual([]);
  });

  it('impossible-transition: both sides at different ends', async () => {
    stand.owners.addDeal(await stand.life.deal('CANCELLED'), {
      status: 'released_paid_out',
      bankStatus: 'COMPLETED',
      facts: ['payment.completed', 'deal.completed'],
    });
    await stand.run({ scope: 'deals' });
    expect(await only()).toMatchObject({ class: 'impossible-transition', status: 'open' });
  });

  it('webhook-missed: recorded once, though the state is right', async () => {
    await fundedDeal({ reconciledFacts: ['payment.completed'] });
    await stand.run({ scope: 'deals' });
    await stand.run({ scope: 'deals' });
    expect(await only()).toMatchObject({
      class: 'webhook-missed',
      status: 'resolved',
      resolution: 'recorded',
      timesOpened: 1,
    });
    expect(stand.published).toEqual([]);
  });

  it('webhooks-stopped: an alert when hardly any event comes, and closed when they do', async () => {
    const changedAt = new Date().toISOString();
    const deals = [];
    for (let n = 0; n < 6; n += 1) {
      deals.push(await fundedDeal({ reconciledFacts: ['payment.completed'], changedAt }));
    }
    await stand.run({ scope: 'deals' });
    const [stopped] = await stand.drifts('class=webhooks-stopped');
    expect(stopped).toMatchObject({ status: 'open', ours: { told: 0 }, bank: { changed: 6 } });
    await eventually(() => {
      const alerts = stand.outside.heard('alert.raised', { code: 'RECONCILIATION_DRIFT' });
      expect(alerts.map(({ details }) => details)).toContainEqual(
        expect.objectContaining({ class: 'webhooks-stopped', count: 1 }),
      );
    });
    for (const deal of deals) deal.reconciledFacts = [];
    await stand.run({ scope: 'deals' });
    expect((await stand.drifts('class=webhooks-stopped'))[0]?.status).toBe('resolved');
  });

  it('bank-ahead: a payout that was settled is repaired with its payment id', async () => {
    const payout = await paidPayout({
      status: 'bank_hold',
      facts: ['accepted', 'payout.initiated'],
    });
    await stand.run({ scope: 'payouts' });
    await eventually(() => expect(payout.status).toBe('paid_out'));
    expect(stand.published).toMatchObject([
      {
        type: 'payout.completed',
        data: { recipientId: payout.externalRecipientId, paymentId: payout.paymentId, amount: 500 },
      },
    ]);
    await stand.run({ scope: 'payouts' });
    const drifts = await stand.drifts('class=bank-ahead');
    expect(drifts).toMatchObject([{ status: 'resolved', resolution: 'repair took effect' }]);
  });

  it('amount: the payment differs from the payout', async () => {
    await paidPayout({ amountKopecks: '50001' });
    await stand.run({ scope: 'payouts' });
    expect(await only()).toMatchObject({
      class: 'amount',
      action: 'page',
      ours: { amountKopecks: '50001' },
      bank: { amountKopecks: '50000' },
    });
  });

  it('recipient-set: the payment went to another beneficiary', async () => {
    await paidPayout({ externalRecipientId: newId() });
    await stand.run({ scope: 'payouts' });
    expect(await only()).toMatchObject({ class: 'recipient-set', action: 'page' });
  });

  it('recipient-set: a payment of the deal to somebody who has no share in it', async () => {
    const deal = await fundedDeal();
    const dealId = deal.externalDealId ?? '';
    const paymentId = await stand.life.payment({ beneficiaryId: newId(), amount: 7, dealId });
    await stand.run({ scope: 'payouts' });
    expect(await only()).toMatchObject({
      class: 'recipient-set',
      subject: { kind: 'payment', id: paymentId },
      dealId: deal.dealId,
    });
  });

  it.each(['sweep', 'incremental'])(
    'duplicate-payment: a second payment for a payout of long ago, in a %s',
    async (mode) => {
      const payout = await paidPayout();
      const again = { beneficiaryId: payout.externalRecipientId, amount: 500 };
      const paymentId = await stand.life.payment(again);
      await stand.run({ scope: 'payouts', mode });
      expect(await only()).toMatchObject({
        class: 'duplicate-payment',
        subject: { kind: 'payment', id: paymentId },
        payoutId: payout.payoutId,
        amountKopecks: '50000',
      });
    },
  );

  it.each(['sweep', 'incremental'])(
    'payout-unknown: shows the payment that fits, or that there is none, in a %s',
    async (mode) => {
      const [known, lost] = [newId(), newId()];
      const paymentId = await stand.life.payment({ beneficiaryId: known, amount: 500 });
      const unknown = { status: 'unknown', facts: ['outcome-unknown'] } as const;
      const made = stand.owners.addPayout({ externalRecipientId: known, ...unknown });
      const none = stand.owners.addPayout({ externalRecipientId: lost, ...unknown });
      await stand.run({ scope: 'payouts', mode });
      const drifts = await stand.drifts();
      expect(drifts).toHaveLength(2);
      const of = (payoutId: string) => drifts.find((drift) => drift.payoutId === payoutId);
      expect(of(made.payoutId)).toMatchObject({ class: 'payout-unknown', bank: { paymentId } });
      expect(of(none.payoutId)).toMatchObject({ class: 'payout-unknown', bank: { status: null } });
      expect(stand.published).toEqual([]);
    },
  );

  it('compares one deal and its payouts when asked for one', async () => {
    const deal = stand.owners.addDeal(await stand.life.deal('FUNDED'));
    stand.owners.addDeal(await stand.life.deal('FUNDED'));
    await paidPayout({ dealId: deal.dealId, status: 'bank_hold', facts: ['accepted'] });
    const run = await stand.run({ scope: 'all', dealId: deal.dealId });
    expect(run).toMatchObject({
      mode: 'deal',
      stats: { deals: { compared: 1 }, payouts: { compared: 1 } },
    });
    const drifts = await stand.drifts(`dealId=${deal.dealId}`);
    expect(drifts.map((drift) => drift.class)).toEqual(['bank-ahead', 'bank-ahead']);
    expect(await stand.drifts()).toHaveLength(2);
  });
});
