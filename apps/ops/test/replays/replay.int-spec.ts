import { eventually } from '@lk/testing';
import { NOTICE, ReplayStand } from './replay-stand';

const ALL = { filter: { queue: 'notification.events', type: NOTICE } };

/** Against a real service, whose handler is broken and mended. */
describe('a replay', () => {
  let stand: ReplayStand;

  beforeEach(async () => {
    stand = await ReplayStand.open();
    await stand.startNotification();
    await stand.startOps();
  });
  afterEach(() => stand.close());

  it('plans, sends a canary first, then the others: each takes effect once and has its result', async () => {
    await stand.breakNotification();
    stand.requestNotices(60);
    await stand.lettersOpen(60);
    await stand.mendNotification();

    const plan = await stand.plan(ALL);
    expect(plan).toMatchObject({ count: 60, state: 'planned', plannedBy: 'olga' });
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(plan.plan).toMatchObject({
      count: 60,
      byType: [{ key: NOTICE, count: 60 }],
      byQueue: [{ key: 'notification.events', count: 60 }],
      verdicts: { replay: 60, alreadyDone: 0, notOpen: 0 },
      wouldCallBank: 0,
    });
    expect(await stand.effects()).toHaveLength(0);

    await stand.start(plan, { canary: 5, ramp: true });
    const job = await stand.jobIn(plan.id, 'finished');

    expect(job.progress).toMatchObject({ succeeded: 60, done: 60, total: 60, pending: 0 });
    expect(await stand.effects()).toEqual(Array.from({ length: 60 }, () => 1));
    const items = await stand.items(plan.id);
    expect(items.map(({ result }) => result)).toEqual(items.map(() => 'succeeded'));
    expect(items.map(({ position }) => position)).toEqual(items.map((_, index) => index + 1));
    await stand.lettersOpen(0);
    const { body } = await stand.get_(`/api/dead-letters/${items[0]?.letterId}`);
    expect(body).toMatchObject({
      status: 'resolved',
      replays: [{ jobId: plan.id, result: 'succeeded', errorCode: null }],
    });
    expect((await stand.audit()).map(({ action, outcome }) => [action, outcome])).toEqual([
      ['job.plan', 'allowed'],
      ['job.start', 'allowed'],
    ]);
  });

  it('reports what took effect before as already done, and sends it nowhere', async () => {
    await stand.breakNotification();
    const ids = stand.requestNotices(40);
    await stand.lettersOpen(40);
    await stand.mendNotification();
    // Half of them come once more by another way, for example redelivered by the ingress.
    for (const id of ids.slice(0, 20)) stand.publishNotice(id);
    await waitFor(stand, 20);

    const plan = await stand.plan(ALL);
    expect(plan.plan?.verdicts).toMatchObject({ replay: 20, alreadyDone: 20 });
    await stand.start(plan);
    const job = await stand.jobIn(plan.id, 'finished');

    expect(job.progress).toMatchObject({ succeeded: 20, alreadyDone: 20, total: 40 });
    expect(await stand.effects()).toEqual(Array.from({ length: 40 }, () => 1));
    const done = (await stand.items(plan.id)).filter(({ result }) => result === 'already_done');
    expect(done.map(({ messageId }) => messageId).sort()).toEqual(ids.slice(0, 20).sort());
    expect(done.every(({ sentAt }) => sentAt === null)).toBe(true);
    await stand.lettersOpen(0);
  });

  it('stops when the canary fails: nothing beyond it was sent', async () => {
    await stand.breakNotification();
    stand.requestNotices(30);
    await stand.lettersOpen(30);

    const plan = await stand.plan(ALL);
    await stand.start(plan, { canary: 4 });
    const job = await stand.jobIn(plan.id, 'stopped');

    expect(job.stoppedReason).toMatch(/canary failed: 4 of 4/);
    expect(job.progress).toMatchObject({ failedAgain: 4, pending: 26, sent: 0, sending: 0 });
    const items = await stand.items(plan.id);
    expect(items.filter(({ sentAt }) => sentAt !== null)).toHaveLength(4);
    expect(items[0]).toMatchObject({ result: 'failed_again', errorCode: 'DATABASE_ERROR' });
    await stand.lettersOpen(30);
    const rows = await stand.database.query<{ n: number }>(
      `SELECT sum(occurrences)::int AS n FROM ops.dead_letters WHERE type = '${NOTICE}'`,
    );
    expect(rows[0]?.n).toBe(34);

    const path = `/api/jobs/${plan.id}/resume`;
    expect(await stand.post(path)).toMatchObject({ status: 422 });
    await stand.mendNotification();
    expect(await stand.post(path, { reason: 'Mended now' })).toMatchObject({ status: 200 });
    const finished = await stand.jobIn(plan.id, 'finished');
    expect(finished.progress).toMatchObject({ failedAgain: 4, succeeded: 26 });
    expect(await stand.effects()).toEqual(Array.from({ length: 26 }, () => 1));
  });
});

async function waitFor(stand: ReplayStand, count: number): Promise<void> {
  await eventually(async () => expect(await stand.effects()).toHaveLength(count));
}
