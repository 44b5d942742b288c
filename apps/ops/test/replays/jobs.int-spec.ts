import { randomUUID } from 'node:crypto';
import { HEADERS } from '@lk/contracts';
import { eventually } from '@lk/testing';
import { type ConsumeMessage } from 'amqplib';
import { type JobView } from '../../src/adapters/replays/job.views';
import { APPROVER, ReplayStand } from './replay-stand';

const DEAL_EVENTS = { filter: { queue: 'deal.events' } };
const TYPE = 'deal.created';

let stand: ReplayStand;
let delivered: ConsumeMessage[];

beforeEach(async () => {
  stand = await ReplayStand.open({ OPS_APPROVAL_ABOVE: '50', OPS_REPLAY_QUEUE_DEPTH: '20' });
  await stand.startOps();
  delivered = [];
});
afterEach(() => stand.close());

/** Takes effect at once, as the owner tells. */
const consume = (queue = 'deal.events'): Promise<void> =>
  stand.consume(queue, (message, channel) => {
    delivered.push(message);
    stand.owner.add(String(message.properties.messageId));
    channel.ack(message);
  });

const bury = async (count: number): Promise<string[]> => {
  const ids = Array.from({ length: count }, () => stand.bury());
  await stand.lettersOpen(count, TYPE);
  return ids;
};

const results = async ({ id }: JobView): Promise<string[]> =>
  (await stand.items(id)).map(({ result }) => result);

describe('a message that is replayed', () => {
  it('has its identity, its bytes and its origin, and nothing of the broker', async () => {
    const messageId = randomUUID();
    const body = { dealId: randomUUID() };
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const { names } = stand.broker;
    const headers = {
      [HEADERS.routingKey]: 'deal.accept',
      [HEADERS.exchange]: names.of('bank.commands'),
      [HEADERS.errorCode]: 'X',
      [HEADERS.errorMessage]: 'It failed',
      [HEADERS.attempts]: 10,
      traceparent,
      'x-death': [{ reason: 'delivery_limit', queue: 'q', count: 1, 'routing-keys': ['other'] }],
      'x-first-death-queue': 'q',
      'x-of-the-sender': 'Ivanov',
    };
    const properties = { headers, replyTo: 'answers', correlationId: 'c-1', expiration: '60000' };
    stand.bury({ queue: 'deal.commands', type: 'deal.accept', messageId, body, properties });
    await stand.lettersOpen(1, 'deal.accept');
    await consume('deal.commands');
    const plan = await stand.plan({ filter: { queue: 'deal.commands' } });
    expect(plan.plan).toMatchObject({ wouldCallBank: 1, verdicts: { replay: 1 } });
    await stand.start(plan);
    await stand.jobIn(plan.id, 'finished');

    expect(delivered).toHaveLength(1);
    const [message] = delivered;
    expect(message?.content.toString()).toBe(JSON.stringify(body));
    expect(message?.fields).toMatchObject({ exchange: '', routingKey: names.of('deal.commands') });
    expect(message?.properties).toMatchObject({
      messageId,
      contentType: 'application/json',
      replyTo: 'answers',
      correlationId: 'c-1',
      expiration: undefined,
      deliveryMode: 2,
    });
    expect(message?.properties.headers).toEqual({
      [HEADERS.routingKey]: 'deal.accept',
      [HEADERS.exchange]: names.of('bank.commands'),
      traceparent,
      'x-replay-job': plan.id,
      'x-replay-item': 1,
    });
  });

  it('goes to its exchange when it was parked because nobody read it, and somebody does today', async () => {
    const parked = stand.bury({ queue: 'webhook-ingress.events' });
    stand.bury({ queue: 'webhook-ingress.events', type: 'deal.renamed' });
    await stand.lettersOpen(1, 'deal.renamed');
    await consume();
    const plan = await stand.plan({ filter: { queue: 'webhook-ingress.events' } });
    expect(plan.plan?.verdicts).toMatchObject({ replay: 1, notReplayable: 1 });
    await stand.start(plan);
    const job = await stand.jobIn(plan.id, 'finished');

    expect(job.progress).toMatchObject({ succeeded: 1, refused: 1 });
    expect(delivered.map(({ properties }) => String(properties.messageId))).toEqual([parked]);
    expect(delivered[0]?.fields.exchange).toBe(stand.broker.names.of('bank.events'));
    const refused = (await stand.items(plan.id)).find(({ result }) => result === 'refused');
    expect(refused).toMatchObject({ verdict: 'not-replayable', errorCode: 'NO_CONSUMER' });
  });
});

describe('a job', () => {
  it('is paused, sends nothing meanwhile, goes on, and is cancelled', async () => {
    await bury(40);
    await consume();
    const plan = await stand.plan(DEAL_EVENTS);
    await stand.start(plan, { rate: 20 });
    await eventually(() => expect(delivered.length).toBeGreaterThan(4));
    expect(await stand.post(`/api/jobs/${plan.id}/pause`)).toMatchObject({ status: 200 });
    const paused = await eventually(async () => {
      const job = await stand.job(plan.id);
      expect(job).toMatchObject({ state: 'paused', progress: { sent: 0, sending: 0 } });
      return job;
    });
    const seen = delivered.length;
    expect(paused.progress).toMatchObject({ succeeded: seen, pending: 40 - seen });

    await stand.post(`/api/jobs/${plan.id}/resume`);
    await eventually(() => expect(delivered.length).toBeGreaterThan(seen + 2));
    await stand.post(`/api/jobs/${plan.id}/cancel`, { reason: 'Enough' });
    const cancelled = await eventually(async () => {
      const job = await stand.job(plan.id);
      expect(job.progress).toMatchObject({ pending: 0, sent: 0, sending: 0 });
      return job;
    });

    expect(cancelled).toMatchObject({ state: 'cancelled' });
    const { succeeded, skipped } = cancelled.progress;
    expect([succeeded, skipped]).toEqual([delivered.length, 40 - delivered.length]);
    await stand.lettersOpen(skipped, TYPE);
    expect(await stand.post(`/api/jobs/${plan.id}/resume`)).toMatchObject({ status: 409 });
  });

  it('holds back while live traffic waits, and while nobody reads the queue', async () => {
    await bury(5);
    const plan = await stand.plan(DEAL_EVENTS);
    await stand.start(plan);
    const waits = (text: string) =>
      eventually(async () => expect((await stand.job(plan.id)).waitingFor).toContain(text));
    await waits('Nobody reads deal.events');
    for (let live = 0; live < 25; live += 1) stand.broker.publish('bank.events', TYPE, { live });
    await eventually(async () => expect(await stand.broker.count('deal.events')).toBe(25));
    // Somebody who takes one message at a time, and keeps it.
    await stand.broker.channel.prefetch(1);
    let release = (): void => undefined;
    await stand.consume('deal.events', (message, channel) => {
      delivered.push(message);
      stand.owner.add(String(message.properties.messageId));
      release = () => {
        release = () => undefined;
        channel.ack(message);
      };
    });
    await waits('Live traffic goes first');
    expect(await stand.job(plan.id)).toMatchObject({ progress: { pending: 5 } });
    await eventually(async () => {
      release();
      expect(await stand.job(plan.id)).toMatchObject({ state: 'finished' });
    });
    expect(delivered).toHaveLength(30);
  });

  it('waits while an owner is silent, and goes on when it answers', async () => {
    await bury(3);
    await consume();
    stand.owner.silent = true;
    const plan = await stand.plan(DEAL_EVENTS);
    expect(plan.plan?.verdicts).toMatchObject({ ownerSilent: 3 });
    await stand.start(plan);
    await eventually(async () =>
      expect((await stand.job(plan.id)).waitingFor).toBe('The service deal does not answer'),
    );
    expect(delivered).toHaveLength(0);
    stand.owner.silent = false;
    expect((await stand.jobIn(plan.id, 'finished')).progress).toMatchObject({ succeeded: 3 });
  });

  it('refuses what the bank may have done already, and what was answered for good', async () => {
    const [payoutId, dealId] = [randomUUID(), randomUUID()];
    const unknown = stand.bury({
      ...{ queue: 'payout.commands', type: 'payout.create' },
      body: { payoutId, dealId, recipientId: 'r', amount: 10 },
    });
    const rejected = stand.bury({
      ...{ queue: 'payout.commands', type: 'payout.create' },
      body: { payoutId: randomUUID(), dealId, recipientId: 'r', amount: 10 },
    });
    stand.owner.add(rejected, 'rejected', 'BANK_REFUSED');
    await stand.database.query(
      `INSERT INTO tbank.bank_calls
         (idempotency_key, operation, business_id, request_hash, uncertain, unknown_since)
       VALUES (gen_random_uuid(), 'payments.create', $1, 'h', true, now())`,
      [payoutId],
    );
    await stand.lettersOpen(2, 'payout.create');
    await consume('payout.commands');
    const plan = await stand.plan({ filter: { type: 'payout.create' } });
    expect(plan.plan).toMatchObject({
      verdicts: { outcomeUnknown: 1, notReplayable: 1, replay: 0 },
      amountKopecks: '2000',
      wouldCallBank: 0,
    });
    await stand.start(plan);
    await stand.jobIn(plan.id, 'finished');

    const items = await stand.items(plan.id);
    expect(Object.fromEntries(items.map((i) => [i.messageId, [i.result, i.errorCode]]))).toEqual({
      [unknown]: ['refused', 'BANK_OUTCOME_UNKNOWN'],
      [rejected]: ['refused', 'BANK_REFUSED'],
    });
    expect(delivered).toHaveLength(0);
    await stand.lettersOpen(2, 'payout.create');
  });

  it('refuses what has an id that no owner takes, and sends the others', async () => {
    const good = stand.bury();
    for (const id of ['x'.repeat(501), 'a\0b']) {
      const event = { specversion: '1.0', id, source: 'urn:tbank', type: TYPE };
      const body = { ...event, data: { dealId: 'd-1' } };
      stand.bury({ body, properties: { messageId: undefined } });
    }
    await stand.lettersOpen(3, TYPE);
    await consume();
    const plan = await stand.plan(DEAL_EVENTS);
    expect(plan.plan?.verdicts).toMatchObject({ replay: 1, notReplayable: 2, ownerSilent: 0 });
    const codes = async () =>
      (await stand.items(plan.id)).map(({ errorCode }) => errorCode).sort((a) => (a ? -1 : 1));
    expect(await codes()).toEqual(['BAD_ID', 'BAD_ID', null]);
    await stand.start(plan);
    const { progress } = await stand.jobIn(plan.id, 'finished');
    expect(progress).toMatchObject({ succeeded: 1, refused: 2 });
    expect(await codes()).toEqual(['BAD_ID', 'BAD_ID', null]);
    expect(delivered.map(({ properties }) => String(properties.messageId))).toEqual([good]);
  });

  it('tells of a command that our own rules rejected this time that it failed again', async () => {
    const id = stand.bury({ queue: 'deal.commands', type: 'deal.accept', body: { dealId: 'd' } });
    await stand.lettersOpen(1, 'deal.accept');
    await stand.consume('deal.commands', (message, channel) => {
      stand.owner.add(id, 'rejected', 'DEAL_CLOSED');
      channel.ack(message);
    });
    const plan = await stand.plan({ filter: { messageId: id } });
    await stand.start(plan);
    const job = await stand.jobIn(plan.id, 'finished');
    expect(job.progress).toMatchObject({ failedAgain: 1 });
    expect(await stand.items(plan.id)).toMatchObject([{ errorCode: 'DEAL_CLOSED' }]);
    await stand.lettersOpen(1, 'deal.accept');
  });

  it('above the limit starts only when somebody else has approved it', async () => {
    await bury(51);
    await consume();
    const plan = await stand.plan(DEAL_EVENTS);
    const start = (actor?: string) =>
      stand.post(`/api/jobs/${plan.id}/start`, { reason: 'Go on' }, actor);
    const approve = (actor: string) =>
      stand.post(`/api/jobs/${plan.id}/approve`, { reason: 'Looked at' }, actor);
    expect(await start()).toMatchObject({ status: 422, body: { detail: /second person/ } });
    expect(await approve('olga:operator')).toMatchObject({ status: 403 });
    expect(await approve('olga:approver')).toMatchObject({ status: 422 });
    // Planned in the browser, by way of the identity provider: another id, and still Olga.
    await stand.database.query(`UPDATE ops.jobs SET planned_by = 'oidc:u-1'`);
    expect(await approve('olga:approver')).toMatchObject({ status: 422 });
    expect(await approve(APPROVER)).toMatchObject({ status: 200 });
    expect(await start()).toMatchObject({ status: 200, body: { approvedBy: 'anna' } });
    expect((await stand.audit()).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'job.plan allowed',
      'job.start refused',
      'job.approve refused',
      'job.approve refused',
      'job.approve allowed',
      'job.start allowed',
    ]);
  });

  it('is worked on by one of several copies, which share the work of many', async () => {
    await bury(30);
    await consume();
    const first = stand.ops;
    await stand.startOps();
    const plans = [];
    for (const limit of [10, 10, 10]) plans.push(await stand.plan({ ...DEAL_EVENTS, limit }));
    for (const plan of plans) await stand.start(plan, { rate: 50 });
    for (const { id } of plans) await stand.jobIn(id, 'finished');
    await first.stop();
    // All three had the same ten letters: each was sent by one job only.
    expect(delivered).toHaveLength(10);
    const all = (await Promise.all(plans.map(results))).flat();
    expect(all.filter((result) => result === 'succeeded')).toHaveLength(10);
  });
});

describe('a selection', () => {
  it('is frozen: what comes later is not in it, and the same set has the same hash', async () => {
    await bury(3);
    const plan = await stand.plan(DEAL_EVENTS);
    const again = await stand.plan({ ...DEAL_EVENTS, limit: 3 });
    stand.bury();
    await stand.lettersOpen(4, TYPE);
    expect(again.hash).toBe(plan.hash);
    expect((await stand.job(plan.id)).count).toBe(3);
    const ids = (await stand.items(plan.id)).map(({ letterId }) => letterId);
    expect((await stand.plan({ ids })).hash).toBe(plan.hash);
    const without = await stand.plan({ ...DEAL_EVENTS, exclude: ids.slice(0, 1) });
    expect(without.count).toBe(3);
    expect(without.hash).not.toBe(plan.hash);
    const start = await stand.post(`/api/jobs/${plan.id}/start`, {
      ...{ reason: 'Go on', hash: without.hash },
    });
    expect(start).toMatchObject({ status: 422, body: { detail: /another hash/ } });
  });

  it.each([
    ['nothing', {}, 422],
    ['an empty filter', { filter: {} }, 422],
    ['ids and a filter', { ids: [randomUUID()], filter: { queue: 'q' } }, 422],
    ['an id that is not there', { ids: [randomUUID()] }, 404],
    ['a field that does not exist', { filter: { que: 'deal.events' } }, 400],
  ])('of %s is refused', async (_what, selection, status) => {
    const answer = await stand.post('/api/jobs', { kind: 'replay', selection });
    expect(answer).toMatchObject({ status });
  });

  it('of everything must be meant, and an empty plan does not start', async () => {
    const plan = await stand.plan({ all: true });
    const start = await stand.post(`/api/jobs/${plan.id}/start`, { reason: 'Go on' });
    expect(start).toMatchObject({ status: 422, body: { detail: 'The plan is empty' } });
    const viewer = await stand.post('/api/jobs', { kind: 'replay', selection: {} }, 'v:viewer');
    expect(viewer).toMatchObject({ status: 403 });
  });
});

describe('letters', () => {
  it('are discarded with a reason and restored, each a job', async () => {
    const ids = await bury(5);
    const discard = await stand.plan(DEAL_EVENTS, 'discard');
    const path = `/api/jobs/${discard.id}/start`;
    expect(await stand.post(path, {})).toMatchObject({ status: 400 });
    await stand.start(discard);
    expect((await stand.jobIn(discard.id, 'finished')).progress).toMatchObject({ succeeded: 5 });
    const stats = await stand.get_('/api/dead-letters/stats');
    expect(stats.body).toMatchObject({ open: 0, discarded: 5, resolved: 0, byQueue: [] });

    const restore = await stand.plan({ filter: { messageId: ids[0] } }, 'restore');
    await stand.start(restore);
    await stand.jobIn(restore.id, 'finished');
    expect(await stand.get_('/api/dead-letters/stats')).toMatchObject({
      body: { open: 1, discarded: 4, groups: 1, byQueue: [{ queue: 'deal.events', open: 1 }] },
    });
    // What is open cannot be restored.
    const letters = (await stand.items(restore.id)).map(({ letterId }) => letterId);
    const again = await stand.plan({ ids: letters }, 'restore');
    expect(again.plan?.verdicts).toMatchObject({ notOpen: 1 });
    await stand.start(again);
    expect((await stand.jobIn(again.id, 'finished')).progress).toMatchObject({ skipped: 1 });
  });

  it('are exported as lines, with their bodies only when revealed, which is audited', async () => {
    await bury(3);
    const url = `${stand.opsUrl}/api/dead-letters/export`;
    const headers = { ...(await stand.headers()), 'content-type': 'application/json' };
    const lines = async (answer: Response) =>
      (await answer.text())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
    const plain = await fetch(`${url}?queue=deal.events&limit=2`, { headers });
    expect(plain.headers.get('content-type')).toContain('application/x-ndjson');
    const found = await lines(plain);
    expect(found).toHaveLength(2);
    expect(plain.headers.get('x-cut-at-limit')).toBe('true');
    expect(found[0]).toMatchObject({ queue: 'deal.events', status: 'open' });
    expect(found[0]).not.toHaveProperty('body');

    const since = '2026-01-01T00:00:00.000Z';
    const filter = { queue: 'deal.events', since, text: 'It failed' };
    const body = { filter, reveal: true, reason: 'For the bank' };
    const revealed = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const all = await lines(revealed);
    expect(all).toHaveLength(3);
    expect(revealed.headers.get('x-cut-at-limit')).toBe('false');
    expect(all[0]).toMatchObject({
      encoding: 'utf8',
      body: expect.stringContaining('dealId') as string,
    });
    expect(await stand.audit()).toMatchObject([
      {
        ...{ action: 'letters.export', reason: 'For the bank' },
        // What was looked for in messages may be somebody's name.
        details: {
          ...{ queue: 'deal.events', since, text: true, limit: 10_000, count: 3, cut: false },
        },
      },
    ]);
  });

  it('are revealed to operators, and each look is audited', async () => {
    await bury(1);
    const { body } = await stand.get_<{ deadLetters: { id: string }[] }>('/api/dead-letters');
    const path = `/api/dead-letters/${body.deadLetters[0]?.id}/reveal`;
    expect(await stand.post(path, { reason: 'To see' }, 'v:viewer')).toMatchObject({ status: 403 });
    expect(await stand.post(path, {})).toMatchObject({ status: 400 });
    expect(await stand.audit()).toEqual([]);
    expect(await stand.post(path, { reason: 'To see' })).toMatchObject({
      status: 200,
      body: {
        encoding: 'utf8',
        body: expect.stringContaining('dealId') as string,
        headers: { [HEADERS.errorCode]: 'ENTITY_NOT_FOUND' },
        properties: { contentType: 'application/json' },
      },
    });
    expect(await stand.audit()).toMatchObject([
      { action: 'letter.reveal', actor: { name: 'olga' } },
    ]);
  });
});
