import { eventually } from '@lk/testing';
import { type JobView } from '../../src/adapters/replays/job.views';
import { ReplayStand } from './replay-stand';

const TYPE = 'deal.created';

let stand: ReplayStand;

beforeEach(async () => {
  stand = await ReplayStand.open({ OPS_REPLAY_UNDECIDED_MS: '600' });
  await stand.startOps();
});
afterEach(() => stand.close());

/** A message that somebody took and never told about. @returns its id, and the job that gave up */
async function undecided(): Promise<[id: string, job: JobView]> {
  const id = stand.bury();
  await stand.lettersOpen(1, TYPE);
  await stand.consume('deal.events', (message, channel) => channel.ack(message));
  const plan = await stand.plan({ filter: { queue: 'deal.events' } });
  await stand.start(plan);
  const job = await stand.jobIn(plan.id, 'finished');
  expect(job.progress).toMatchObject({ undecided: 1, succeeded: 0, done: 1 });
  return [id, job];
}

const statusOf = async (messageId: string): Promise<string> => {
  const path = `/api/dead-letters?messageId=${messageId}`;
  const { body } = await stand.get_<{ deadLetters: { status: string }[] }>(path);
  return body.deadLetters[0]?.status ?? '';
};

/** Upkeep begins with each start. */
const restart = async (): Promise<void> => {
  await stand.stopOps();
  await stand.startOps();
};

describe('ReplayUpkeep', () => {
  it('writes down a success that came after the job had given up waiting', async () => {
    const [id, job] = await undecided();
    expect(await statusOf(id)).toBe('replaying');
    stand.owner.add(id);
    await restart();
    await eventually(async () => {
      expect((await stand.job(job.id)).progress).toMatchObject({ undecided: 0, succeeded: 1 });
    });
    expect(await statusOf(id)).toBe('resolved');
  });

  it('writes down a failure that came later', async () => {
    const [id, job] = await undecided();
    stand.bury({ messageId: id, code: 'STILL_BROKEN' });
    await eventually(async () => expect(await statusOf(id)).toBe('open'));
    await restart();
    await eventually(async () => {
      const [item] = await stand.items(job.id);
      expect(item).toMatchObject({ result: 'failed_again', errorCode: 'STILL_BROKEN' });
    });
  });

  it('leaves a letter to the job that has sent it since', async () => {
    const [id, first] = await undecided();
    stand.bury({ messageId: id, code: 'STILL_BROKEN' });
    await eventually(async () => expect(await statusOf(id)).toBe('open'));
    const second = await stand.plan({ filter: { queue: 'deal.events' } });
    await stand.start(second);
    await stand.jobIn(second.id, 'finished');
    await restart();
    await eventually(async () => {
      expect((await stand.job(first.id)).progress).toMatchObject({ failedAgain: 1 });
    });
    expect((await stand.job(second.id)).progress).toMatchObject({ undecided: 1 });
    expect(await statusOf(id)).toBe('replaying');
  });

  it('keeps forgiven what a resume forgave, whichever outcome comes late', async () => {
    const [, job] = await undecided();
    await stand.database.query(
      `UPDATE ops.jobs SET base_undecided = 1 WHERE id = '${job.id}';
       UPDATE ops.job_items SET sending_at = now() - interval '5 days'`,
    );
    await restart();
    await eventually(async () => {
      expect((await stand.job(job.id)).progress).toMatchObject({ failedAgain: 1, undecided: 0 });
    });
    const [base] = await stand.database.query(
      'SELECT base_undecided, base_succeeded, base_failed_again FROM ops.jobs',
    );
    expect(base).toEqual({ base_undecided: 0, base_succeeded: 0, base_failed_again: 1 });
  });

  it('opens a letter again of whose message there was no sign for days', async () => {
    const [id, job] = await undecided();
    await stand.database.query(`UPDATE ops.job_items SET sending_at = now() - interval '5 days'`);
    await restart();
    await eventually(async () => expect(await statusOf(id)).toBe('open'));
    expect((await stand.job(job.id)).progress).toMatchObject({ failedAgain: 1, undecided: 0 });
  });

  it('forgets jobs that ended longer ago than letters are kept, and no others', async () => {
    const [, job] = await undecided();
    const other = await stand.plan({ filter: { queue: 'nothing' } });
    const old = `UPDATE ops.jobs SET finished_at = now() - interval '100 days' WHERE id = $1`;
    await stand.database.query(old, [job.id]);
    await restart();
    // One message of it is not decided yet.
    expect(await stand.items(job.id)).toHaveLength(1);
    await stand.database.query(`UPDATE ops.job_items SET sending_at = now() - interval '5 days'`);
    await restart();
    await eventually(async () => {
      expect((await stand.job(job.id)).progress).toMatchObject({ undecided: 0 });
    });
    await restart();
    await eventually(async () => {
      const found = await stand.get_<{ jobs: JobView[] }>('/api/jobs');
      expect(found.body.jobs.map(({ id }) => id)).toEqual([other.id]);
    });
  });

  it('cancels plans that nobody started for a week, and says why', async () => {
    stand.bury();
    await stand.lettersOpen(1, TYPE);
    const selection = { filter: { queue: 'deal.events' } };
    const [old, approved] = [await stand.plan(selection), await stand.plan(selection)];
    const young = await stand.plan(selection);
    const aged = `UPDATE ops.jobs SET planned_at = now() - $2 * interval '1 day',
      approved_at = $3 WHERE id = $1`;
    await stand.database.query(aged, [old.id, 8, null]);
    await stand.database.query(aged, [approved.id, 8, new Date()]);
    await stand.database.query(aged, [young.id, 6, null]);
    await restart();
    const gone = await eventually(async () => {
      const job = await stand.job(old.id);
      expect(job).toMatchObject({ state: 'cancelled', progress: { pending: 0, skipped: 1 } });
      return job;
    });
    expect(gone).toMatchObject({ stoppedReason: 'Not started within 7 days' });
    expect(gone.finishedAt).not.toBeNull();
    expect(await stand.job(approved.id)).toMatchObject({ state: 'planned' });
    expect(await stand.job(young.id)).toMatchObject({ state: 'planned' });
  });

  it.each([
    ['paused', null, 'Not resumed within 90 days'],
    ['stopped', 'Too many failures', 'Too many failures; Not resumed within 90 days'],
  ])('cancels what stayed %s as long as letters are kept', async (state, before, after) => {
    stand.bury();
    await stand.lettersOpen(1, TYPE);
    const { id } = await stand.plan({ filter: { queue: 'deal.events' } });
    await stand.database.query(
      `UPDATE ops.jobs SET state = $2, stopped_reason = $3,
         started_at = now() - interval '100 days' WHERE id = $1`,
      [id, state, before],
    );
    const active = `UPDATE ops.job_items SET sent_at = now() - $1 * interval '1 day'`;
    await stand.database.query(active, [89]);
    // Looked at in the same round, and later.
    const { id: plan } = await stand.plan({ filter: { queue: 'nothing' } });
    const aged = `UPDATE ops.jobs SET planned_at = now() - interval '8 days' WHERE id = $1`;
    await stand.database.query(aged, [plan]);
    await restart();
    await stand.jobIn(plan, 'cancelled');
    expect(await stand.job(id)).toMatchObject({ state, stoppedReason: before });

    await stand.database.query(active, [91]);
    await restart();
    expect(await stand.jobIn(id, 'cancelled')).toMatchObject({ stoppedReason: after });
  });
});
