import { eventually } from '@lk/testing';
import { OpsProcess } from './ops-process';
import { ReplayStand } from './replay-stand';

const MESSAGES = 1000;
const TYPE = 'deal.created';
const ALL = { filter: { queue: 'deal.events' } };

describe('a job whose process is killed', () => {
  let stand: ReplayStand;
  let processes: OpsProcess[];

  beforeEach(async () => {
    stand = await ReplayStand.open();
    processes = [];
  });
  afterEach(async () => {
    for (const child of processes) await child.kill();
    await stand.close();
  });

  const startProcess = async (): Promise<OpsProcess> => {
    const child = await OpsProcess.start(stand.environment);
    processes.push(child);
    stand.opsUrl = child.url;
    return child;
  };

  /** Counts what arrives, and remembers it as the owner, after some milliseconds of work. */
  const countDeliveries = async (): Promise<Map<string, number>> => {
    const deliveries = new Map<string, number>();
    await stand.consume('deal.events', (message, channel) => {
      const id = String(message.properties.messageId);
      deliveries.set(id, (deliveries.get(id) ?? 0) + 1);
      setTimeout(() => {
        stand.owner.add(id);
        channel.ack(message);
      }, 20);
    });
    return deliveries;
  };

  it('goes on after each kill -9, and no message is delivered twice', async () => {
    const deliveries = await countDeliveries();
    let child = await startProcess();
    const ids = Array.from({ length: MESSAGES }, () => stand.bury());
    await stand.lettersOpen(MESSAGES, TYPE);
    const plan = await stand.plan(ALL);
    expect(plan.count).toBe(MESSAGES);
    await stand.start(plan, { rate: 300, canary: 20, ramp: true });

    for (const seen of [MESSAGES * 0.1, MESSAGES * 0.35, MESSAGES * 0.7]) {
      await eventually(() => expect(deliveries.size).toBeGreaterThan(seen), {
        timeoutMs: 60_000,
        intervalMs: 1,
      });
      await child.kill();
      child = await startProcess();
    }
    const job = await stand.jobIn(plan.id, 'finished', 90_000);

    expect(job.progress).toMatchObject({ succeeded: MESSAGES, total: MESSAGES, undecided: 0 });
    expect([...deliveries.keys()].sort()).toEqual([...ids].sort());
    expect([...deliveries.values()].filter((count) => count !== 1)).toEqual([]);
    await stand.lettersOpen(0, TYPE);
  }, 240_000);

  it('finds out of each message that was being sent whether it was: only the unsent one is sent', async () => {
    await stand.startOps();
    const [handled, unsent, pending] = [stand.bury(), stand.bury(), stand.bury()];
    await stand.lettersOpen(3, TYPE);
    const plan = await stand.plan(ALL);
    await stand.stopOps();
    await interrupt(plan.id, [handled, unsent]);
    // The first one reached its owner before the process died.
    stand.owner.add(handled);

    const deliveries = await countDeliveries();
    await stand.startOps();
    const job = await stand.jobIn(plan.id, 'finished');

    expect(job.progress).toMatchObject({ succeeded: 3 });
    expect(Object.fromEntries(deliveries)).toEqual({ [unsent]: 1, [pending]: 1 });
  });

  it('sends nothing that may still wait for its next attempt', async () => {
    await stand.startOps();
    const message = stand.bury();
    await stand.lettersOpen(1, TYPE);
    const plan = await stand.plan(ALL);
    await stand.stopOps();
    await interrupt(plan.id, [message]);
    // Somebody's copy waits for an hour: it could be this one.
    const { broker } = stand;
    broker.channel.publish(broker.names.retry(3_600_000), '', Buffer.from('{}'));

    const deliveries = await countDeliveries();
    stand.environment.OPS_REPLAY_UNDECIDED_MS = '4000';
    await stand.startOps();
    await eventually(async () => {
      const { waitingFor } = await stand.job(plan.id);
      expect(waitingFor).toContain('may have been sent');
    });
    const job = await stand.jobIn(plan.id, 'finished');

    expect(job.progress).toMatchObject({ undecided: 1, succeeded: 0 });
    expect(deliveries.size).toBe(0);
  });

  /** The tables as a process leaves them that dies after it wrote down what it was about to send. */
  async function interrupt(jobId: string, messageIds: readonly string[]): Promise<void> {
    const { database } = stand;
    await database.query(
      `UPDATE ops.job_items i SET result = 'sending', sending_at = now(), occurrences = 1,
         owner_id = l.message_id
       FROM ops.dead_letters l WHERE l.id = i.letter_id AND l.message_id = ANY($1)`,
      [messageIds],
    );
    await database.query(
      `UPDATE ops.dead_letters SET status = 'replaying' WHERE message_id = ANY($1)`,
      [messageIds],
    );
    const options = { rate: 100, canary: 0, ramp: false };
    const stopRule = { failureShare: 1, minimum: 10 };
    await database.query(
      `UPDATE ops.jobs SET state = 'running', sending = $2, pending = pending - $2, options = $3
       WHERE id = $1`,
      [jobId, messageIds.length, JSON.stringify({ ...options, stopRule })],
    );
  }
});
