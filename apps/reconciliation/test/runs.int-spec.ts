import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { ReconciliationStand, type RunView } from './reconciliation-stand';

/** Real: Postgres, RabbitMQ, the service, the bank simulator. Test doubles: the owners of records. */
describe('runs', () => {
  let stand: ReconciliationStand;

  beforeAll(async () => {
    stand = await ReconciliationStand.open({ RECONCILIATION_BANK_PAGE_ROWS: '5' });
  });
  afterAll(() => stand.close());
  beforeEach(() => stand.reset());

  it('answers the command with the id of its run, once for a message id', async () => {
    const id = newId();
    const reply = await stand.outside.send('reconciliation.run', { scope: 'deals' }, id);
    const again = await stand.outside.send('reconciliation.run', { scope: 'deals' }, id);
    expect(reply).toEqual(again);
    expect(reply.status).toBe('completed');
    const { runId } = (reply as unknown as { result: { runId: string } }).result;
    expect(await stand.ended(runId)).toMatchObject({ trigger: 'command', mode: 'sweep' });
    const { runs } = await stand.ask<{ runs: RunView[] }>('GET', '/runs');
    expect(runs).toHaveLength(1);
    const refused = await stand.outside.send('reconciliation.run', { scope: 'everything' });
    expect(refused.status).toBe('rejected');
  });

  it('reads record by record when few can have changed, with the end of the list beside', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) ids.push(await stand.life.deal('CANCELLED'));
    for (const id of ids.slice(0, -1)) {
      stand.owners.addDeal(id, {
        ...{ status: 'cancelled_before_pay', bankStatus: 'CANCELLED' },
        facts: ['deal.cancelled'],
      });
    }
    const open = stand.owners.addDeal(await stand.life.deal('ACCEPTED'));
    const run = await stand.run({ scope: 'deals', mode: 'incremental' });
    expect(run.plan?.deals).toMatchObject({ strategy: 'gets', bankTotal: 21, listCalls: 5 });
    // The plan's call, the last page, the open deal; a second look at nothing.
    expect(run.stats.deals).toMatchObject({ bankCalls: 2, live: 1 });
    const drifts = await stand.drifts();
    expect(drifts.map((drift) => [drift.class, drift.subject.id]).sort()).toEqual([
      ['bank-ahead', open.dealId],
      ['missing-here', ids.at(-1)],
    ]);
    const lines = stand.service.logs.filter(({ job }) => job === run.runId);
    const planned = { msg: 'reconciliation plan', kind: 'deals', type: 'gets', count: 2 };
    expect(lines).toContainEqual(expect.objectContaining(planned));
  });

  it('reads by page when more can have changed than the list has pages', async () => {
    for (let n = 0; n < 10; n += 1) stand.owners.addDeal(await stand.life.deal('DRAFT'));
    const run = await stand.run({ scope: 'deals', mode: 'incremental' });
    expect(run.plan?.deals).toMatchObject({ strategy: 'lists', listCalls: 2, getCalls: 11 });
    expect(run.stats.deals).toMatchObject({ compared: 10, bankCalls: 3 });
  });

  it('answers whether the day is green, and exports the drifts of a day and of a run', async () => {
    stand.owners.addDeal(await stand.life.deal('DRAFT'));
    const first = await stand.run({ scope: 'all' });
    const green = await stand.ask<{ green: boolean; reasons: string[] }>('GET', '/report');
    expect(green).toMatchObject({ green: true, reasons: [], moneyAtRiskKopecks: '0' });
    const paymentId = await stand.life.payment({ beneficiaryId: 'somebody', amount: 1 });
    stand.owners.addPayout({
      ...{ paymentId, externalRecipientId: 'somebody', amountKopecks: '100', status: 'bank_hold' },
      facts: ['payout.initiated'],
    });
    const ghost = stand.owners.addDeal(newId(), { amountKopecks: '700' });
    stand.owners.addPayout({ ...paid, paymentId: newId(), amountKopecks: '300' });
    const second = await stand.run({ scope: 'all' });
    const red = await stand.ask<object>('GET', `/report?run=${second.runId}`);
    expect(red).toMatchObject({
      green: false,
      reasons: ['2 drifts are open'],
      moneyAtRiskKopecks: '300',
      byClass: [{ class: 'missing-there', found: 2, open: 2 }],
    });
    expect(await stand.ask('GET', `/report?run=${first.runId}`)).toMatchObject({ found: 0 });
    const csv = await (await stand.request('GET', '/report?format=csv')).text();
    const [header, ...rows] = csv.trim().split('\n');
    expect(header).toMatch(/^driftId,class,status,action,subjectKind/);
    expect(rows).toHaveLength(2);
    expect(csv).toContain(ghost.dealId);
    const json = await stand.ask<{ drifts: unknown[] }>('GET', '/report?format=json');
    expect(json.drifts).toHaveLength(2);
    const { points } = await stand.ask<{ points: { total: number; byClass: object }[] }>(
      'GET',
      '/open-over-time?days=1',
    );
    expect(points.at(-1)).toMatchObject({ total: 2, byClass: { 'missing-there': 2 } });
  });

  it('shows its figures as metrics', async () => {
    stand.owners.addDeal(await stand.life.deal('DRAFT'));
    stand.owners.addDeal(newId());
    await stand.run({ scope: 'deals' });
    const text = await (await fetch(`${stand.service.url}/metrics`)).text();
    expect(text).toMatch(/drift_open\{class="missing-there".*\} 1/);
    expect(text).toMatch(/drift_found_total\{class="missing-there".*\} \d/);
    expect(text).toMatch(/reconciliation_last_success_seconds\{scope="deals".*\} \d+/);
    expect(text).toMatch(/reconciliation_coverage_ratio\{.*\} 1/);
  });

  it('lets nobody in without the token, and refuses what it does not know', async () => {
    const answer = await fetch(`${stand.service.url}/reconciliation/runs`);
    expect(answer.status).toBe(401);
    expect((await stand.request('GET', '/drifts?clas=amount')).status).toBe(400);
    expect((await stand.request('POST', '/runs', { scope: 'none' })).status).toBe(400);
    expect((await stand.request('GET', `/runs/${newId()}`)).status).toBe(404);
    expect((await stand.request('GET', '/report?day=2026-02-30')).status).toBe(400);
  });
});

const paid = {
  status: 'paid_out',
  facts: ['accepted', 'payout.initiated', 'payout.completed'],
} as const;

/** The same, with a grace time, a schedule and an eye for what waits too long. */
describe('runs by themselves', () => {
  let stand: ReconciliationStand;

  afterEach(() => stand.close());

  it('calls nothing drift within its grace time, and looks again when that is over', async () => {
    stand = await ReconciliationStand.open({ RECONCILIATION_GRACE_MS: '1500' });
    const inFlight = stand.owners.addDeal(await stand.life.deal('FUNDED'));
    const drifting = stand.owners.addDeal(await stand.life.deal('FUNDED'));
    await stand.run({ scope: 'deals' });
    expect(await stand.drifts()).toEqual([]);
    expect(await stand.drifts('status=candidate')).toHaveLength(2);
    Object.assign(inFlight, { bankStatus: 'FUNDED', facts: ['payment.completed'] });
    await eventually(() => expect(drifting.bankStatus).toBe('FUNDED'));
    const drifts = await stand.drifts();
    expect(drifts).toMatchObject([{ dealId: drifting.dealId, status: 'repaired' }]);
    const { runs } = await stand.ask<{ runs: RunView[] }>('GET', '/runs');
    expect(runs.map(({ mode }) => mode)).toContain('recheck');
    await eventually(async () => expect(await stand.drifts('status=candidate')).toEqual([]));
  });

  it('lets no run of everything wait for the list of people: that becomes a run of its own', async () => {
    stand = await ReconciliationStand.open({ TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS: '600000' });
    const externalRecipientId = await stand.life.person('770000000001');
    stand.owners.addPerson({ externalRecipientId, status: 'DRAFT' });
    await stand.run({ scope: 'self-employed' });
    for (let n = 0; n < 2; n += 1) {
      expect(await stand.run({ scope: 'all' })).toMatchObject({ state: 'finished', phase: null });
    }
    const { runs } = await stand.ask<{ runs: RunView[] }>('GET', '/runs');
    expect(runs.filter(({ state }) => state === 'queued')).toMatchObject([
      { scope: 'self-employed', mode: 'sweep' },
    ]);
  });

  it('runs on its schedule, sweeps at its hour, and looks at a deal that waits too long', async () => {
    stand = await ReconciliationStand.open({
      RECONCILIATION_DEALS_INTERVAL_MS: '300',
      RECONCILIATION_SWEEP_HOUR_UTC: String(new Date().getUTCHours()),
      RECONCILIATION_STALE_AFTER_MS: '400',
    });
    const changedAt = new Date().toISOString();
    const payout = stand.owners.addPayout({ paymentId: newId(), status: 'bank_hold', changedAt });
    await eventually(async () => {
      const { runs } = await stand.ask<{ runs: RunView[] }>('GET', '/runs');
      const kinds = new Set(runs.map(({ mode, trigger, scope }) => `${trigger} ${mode} ${scope}`));
      expect(kinds).toContain('schedule incremental deals');
      expect(kinds).toContain('schedule sweep all');
      expect(kinds).toContain('stale deal all');
      const looked = runs.filter(({ trigger }) => trigger === 'stale');
      expect(looked.map(({ dealId }) => dealId)).toEqual([payout.dealId]);
    });
  });
});
