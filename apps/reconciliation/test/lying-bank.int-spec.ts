import { eventually } from '@lk/testing';
import { ReconciliationStand, type RunView } from './reconciliation-stand';

const LIST = '/api/v1/nominal-accounts/deals';

/** Real: Postgres, RabbitMQ, the service, the bank simulator. Test doubles: the owners of records. */
describe('answers that cannot be true', () => {
  let stand: ReconciliationStand;

  beforeAll(async () => {
    stand = await ReconciliationStand.open({
      RECONCILIATION_BANK_PAGE_ROWS: '4',
      RECONCILIATION_REPAIR_BUDGET: '3',
    });
  });
  afterAll(() => stand.close());
  beforeEach(async () => {
    await stand.life.bank.heal();
    await stand.reset();
    for (let n = 0; n < 12; n += 1) {
      stand.owners.addDeal(await stand.life.deal('ACCEPTED'), {
        status: 'ready_to_pay',
        bankStatus: 'ACCEPTED',
        facts: ['deal.created', 'deal.accepted'],
      });
    }
    expect((await stand.run({ scope: 'deals' })).state).toBe('finished');
  });

  const lie = (rule: object): Promise<void> =>
    stand.life.faults({ method: 'GET', path: LIST, ...rule });
  const reasons = ({ suspect }: RunView): string[] => suspect.map(({ reason }) => reason);
  const expectNoRepair = (): void => expect(stand.published).toEqual([]);

  it('does not believe an empty list', async () => {
    await lie({ answerPatch: { total: 0 }, omitFields: ['results'] });
    const run = await stand.run({ scope: 'deals' });
    expect(run.state).toBe('suspect');
    expect(reasons(run)).toEqual(['EMPTY_LIST']);
    expect(await stand.drifts()).toEqual([]);
    expectNoRepair();
  });

  it('does not believe half of a list', async () => {
    await lie({ answerPatch: { total: 6 } });
    const run = await stand.run({ scope: 'deals' });
    expect(reasons(run)).toEqual(['TOTAL_SHRUNK']);
    expect(await stand.drifts()).toEqual([]);
    expectNoRepair();
  });

  it('does not believe half of a page', async () => {
    // The first call is the plan's own; the page of the list that follows lacks its rows.
    await stand.life.faults(
      { method: 'GET', path: LIST, latencyMs: 0, times: 2 },
      { method: 'GET', path: LIST, omitFields: ['results'], times: 1 },
    );
    const run = await stand.run({ scope: 'deals' });
    expect(reasons(run)).toEqual(['SHORT_PAGE']);
    expectNoRepair();
  });

  it('keeps nothing of a list that breaks in the middle, and is right again afterwards', async () => {
    await stand.life.faults(
      { method: 'GET', path: LIST, latencyMs: 0, times: 2 },
      { method: 'GET', path: LIST, status: 500 },
    );
    const run = await stand.run({ scope: 'deals' });
    expect(run.state).toBe('suspect');
    expect(reasons(run)).toEqual(['PAGE_FAILED']);
    await eventually(() => {
      const alerts = stand.outside.heard('alert.raised', { code: 'RECONCILIATION_SUSPECT' });
      expect(alerts.map(({ details }) => details)).toContainEqual(
        expect.objectContaining({ runId: run.runId, reason: 'PAGE_FAILED' }),
      );
    });
    await stand.life.bank.heal();
    expect((await stand.run({ scope: 'deals' })).state).toBe('finished');
    expect(await stand.drifts()).toEqual([]);
  });

  it('proposes instead of repairing when everything is cancelled', async () => {
    await lie({ answerPatch: { 'results.*.status': 'CANCELLED' } });
    const run = await stand.run({ scope: 'deals' });
    expect(run).toMatchObject({ state: 'suspect', braked: true });
    expect(reasons(run)).toEqual(['IMPLAUSIBLE_ENDS']);
    const drifts = await stand.drifts();
    expect(drifts).toHaveLength(12);
    expect(new Set(drifts.map(({ status }) => status))).toEqual(new Set(['proposed']));
    expectNoRepair();
    await stand.life.bank.heal();
    await stand.run({ scope: 'deals' });
    expect(new Set((await stand.drifts()).map(({ status }) => status))).toEqual(
      new Set(['resolved']),
    );
    expectNoRepair();
  });

  it('asks for the record itself before it repairs: a list that lies about two rows repairs nothing', async () => {
    await lie({ answerPatch: { 'results.0.status': 'COMPLETED' } });
    const run = await stand.run({ scope: 'deals' });
    expect(run).toMatchObject({ state: 'suspect', braked: false });
    expect(reasons(run)).toEqual(['LIST_DISAGREES']);
    expect(await stand.drifts('status=proposed&class=bank-ahead')).toHaveLength(3);
    expectNoRepair();
    await stand.life.bank.heal();
    await stand.run({ scope: 'deals' });
    expect(await stand.drifts('status=resolved')).toHaveLength(3);
    expectNoRepair();
  });

  it('brakes on more repairs than the budget, says so, and goes on when a person approves', async () => {
    for (const { externalDealId } of [...stand.owners.deals.values()].slice(0, 4)) {
      await stand.life.fund(externalDealId ?? '');
    }
    const run = await stand.run({ scope: 'deals' });
    expect(run).toMatchObject({ state: 'finished', braked: true });
    expect(await stand.drifts('status=proposed')).toHaveLength(4);
    expectNoRepair();
    await eventually(() => {
      const alerts = stand.outside.heard('alert.raised', { code: 'RECONCILIATION_BRAKE' });
      expect(alerts.at(-1)).toMatchObject({ details: { runId: run.runId, proposed: 4 } });
    });
    const answer = await stand.ask<{ resolved: number }>(
      'POST',
      `/runs/${run.runId}/resolve`,
      { action: 'approve', reason: 'the bank confirmed by phone' },
      'anna',
    );
    expect(answer).toEqual({ resolved: 4 });
    await eventually(() => expect(stand.published).toHaveLength(4));
    await eventually(() => {
      const funded = [...stand.owners.deals.values()].filter((d) => d.bankStatus === 'FUNDED');
      expect(funded).toHaveLength(4);
    });
    await stand.run({ scope: 'deals' });
    expect(await stand.drifts('class=bank-ahead&status=resolved')).toHaveLength(4);
  });

  it('changes nothing while an owner of our records does not answer', async () => {
    stand.owners.failing = true;
    const run = await stand.run({ scope: 'deals' });
    expect(reasons(run)).toEqual(['OWNER_FAILED']);
    expect(await stand.drifts()).toEqual([]);
  });
});
