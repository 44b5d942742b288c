import { eventually } from '@lk/testing';
import { ReconciliationStand } from './reconciliation-stand';

/**
 * Real: Postgres, RabbitMQ, the service, the bank simulator over HTTP. Test doubles: the owners of the
 * records, which serve fixtures and apply what they read from the real queues.
 */
describe('the repair loop', () => {
  let stand: ReconciliationStand;

  beforeAll(async () => {
    stand = await ReconciliationStand.open();
  });
  afterAll(() => stand.close());
  beforeEach(() => stand.reset());

  it('finds a deal that is further at the bank, publishes the fact, and closes the drift', async () => {
    const externalDealId = await stand.life.deal('FUNDED');
    const deal = stand.owners.addDeal(externalDealId, {
      bankStatus: 'ACCEPTED',
      status: 'ready_to_pay',
      facts: ['deal.created', 'deal.accepted'],
    });
    const first = await stand.run({ scope: 'deals' });
    expect(first.state).toBe('finished');
    expect(first.stats.deals).toMatchObject({ found: 1, repaired: 1, compared: 1 });
    await eventually(() => expect(stand.published).toHaveLength(1));
    expect(stand.published[0]).toMatchObject({
      type: 'payment.completed',
      source: 'urn:lk:reconciliation',
      data: { dealId: externalDealId },
      runid: first.runId,
    });
    const [drift] = await stand.drifts();
    expect(drift).toMatchObject({
      class: 'bank-ahead',
      status: 'repaired',
      dealId: deal.dealId,
      bank: { status: 'FUNDED' },
      amountKopecks: '100000',
    });
    expect(drift?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    await eventually(() => expect(deal.bankStatus).toBe('FUNDED'));

    await stand.run({ scope: 'deals' });
    const [closed] = await stand.drifts('class=bank-ahead');
    expect(closed).toMatchObject({ status: 'resolved', resolution: 'repair took effect' });
    // That reconciliation had to tell it is a webhook that was missed, noted once.
    expect(await stand.drifts('class=webhook-missed')).toMatchObject([{ status: 'resolved' }]);
    expect(await stand.drifts()).toHaveLength(2);
    expect(stand.published).toHaveLength(1);
  });

  it('tells one fact under one id, in every run that misses it, and pages when it has no effect', async () => {
    stand.applying = false;
    stand.owners.addDeal(await stand.life.deal('FUNDED'));
    const publishedAfterRun = async (count: number): Promise<void> => {
      // A fact gets a second to take effect before it is told again.
      await stand.database.query(
        `UPDATE reconciliation.drifts SET repaired_at = now() - interval '1 minute'`,
      );
      await stand.run({ scope: 'deals' });
      await eventually(() => expect(stand.published).toHaveLength(count));
    };
    for (const attempt of [1, 2, 3]) await publishedAfterRun(attempt);
    expect(new Set(stand.published.map(({ id }) => id)).size).toBe(1);
    await publishedAfterRun(3);
    expect(await stand.drifts()).toMatchObject([
      { status: 'open', action: 'page', repairAttempts: 3 },
    ]);
  });

  it('tells the cabinet what it found, what it repaired and how the run ended', async () => {
    const deal = stand.owners.addDeal(await stand.life.deal('FUNDED'));
    const { runId } = await stand.run({ scope: 'deals' });
    const { dealId } = deal;
    await eventually(() => {
      const found = { class: 'bank-ahead', dealId, runId, action: 'repair' };
      expect(stand.outside.heard('drift.found', found)).toHaveLength(1);
      const [repaired] = stand.outside.heard('drift.repaired', { dealId, runId });
      expect(repaired?.eventIds).toEqual(stand.published.map(({ id }) => id));
      expect(stand.outside.heard('reconciliation.finished', { runId })).toMatchObject([
        { state: 'finished', scope: 'deals', compared: 1, found: 1, repaired: 1, braked: false },
      ]);
    });
  });

  it('proposes where the policy says so, and what is rejected stays so until something changes', async () => {
    const payment = { beneficiaryId: 'somebody', amount: 500 };
    const paymentId = await stand.life.payment(payment);
    await stand.life.settle(paymentId);
    const payout = stand.owners.addPayout({
      ...{ paymentId, externalRecipientId: 'somebody', status: 'failed' },
      facts: ['accepted', 'payout.failed'],
    });
    await stand.run({ scope: 'payouts' });
    const [drift] = await stand.drifts();
    expect(drift).toMatchObject({ class: 'impossible-transition', action: 'page', status: 'open' });
    const resolve = (action: string, actor?: string): Promise<Response> =>
      stand.request(
        'POST',
        `/drifts/${drift?.driftId}/resolve`,
        { action, reason: 'known' },
        actor,
      );
    expect((await resolve('acknowledge')).status).toBe(400);
    expect((await resolve('approve', 'anna')).status).toBe(409);
    expect((await resolve('acknowledge', 'anna')).status).toBe(200);
    await stand.run({ scope: 'payouts' });
    expect(await stand.drifts()).toMatchObject([
      { status: 'acknowledged', resolvedBy: 'anna', note: 'known' },
    ]);
    payout.facts = [...payout.facts, 'payout.initiated'];
    await stand.run({ scope: 'payouts' });
    expect(await stand.drifts()).toMatchObject([{ status: 'open', timesOpened: 2, note: null }]);
    const shown = await stand.ask<{ history: { to: string; actor: string | null }[] }>(
      'GET',
      `/drifts/${drift?.driftId}`,
    );
    expect(shown.history.map(({ to, actor }) => [to, actor])).toEqual([
      ['open', null],
      ['acknowledged', 'anna'],
      ['open', null],
    ]);
  });
});
