import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../demo/http';
import { type GroupView, Ops } from '../../demo/ops';
import { type Stage } from '../../demo/stage';
import { type RunningSystem } from '../../system';
import { openStage, startTestSystem } from '../harness';
import {
  breakDeal,
  createDeals,
  Effects,
  mendDeal,
  type SentEvent,
  sendPayments,
} from './broken-handler';

/** 10,000 as the requirement says, by LK_ON_CALL_WEBHOOKS; the deal service handles some 200 a second. */
const WEBHOOKS = Number(process.env.LK_ON_CALL_WEBHOOKS ?? 1500);
const PATIENCE_MS = 60_000 + WEBHOOKS * 40;
const DEALS = 20;

/** Real: every service as a process, Postgres, RabbitMQ, HTTP; the handler is broken by configuration. */
describe(`on call, ${WEBHOOKS} webhooks`, () => {
  let system: RunningSystem;
  let stage: Stage;
  let ops: Ops;
  let effects: Effects;
  let deals: readonly string[];

  beforeAll(async () => {
    system = await startTestSystem();
    stage = await openStage(system);
    ops = new Ops(system.env);
    effects = new Effects(system);
    deals = await createDeals(stage, DEALS);
    await effects.untilCreated(deals);
  }, 180_000);
  afterAll(async () => {
    await stage.close();
    await system.stop({ servers: false });
  }, 60_000);

  /** Webhooks that all fail with one cause, as the group that on call sees. */
  async function failing(count: number): Promise<{ events: SentEvent[]; group: GroupView }> {
    await breakDeal(system);
    const events = await sendPayments(system, deals, count);
    const group = await ops.group('deal.events', 'DATABASE_ERROR', count, PATIENCE_MS);
    return { events, group };
  }

  it(
    'shows one group with its cause; replays it after the mend, once each, through a kill -9',
    async () => {
      const { events, group } = await failing(WEBHOOKS);
      expect(group).toMatchObject({ type: 'payment.completed', open: WEBHOOKS });
      expect((await ops.groups()).filter(({ open }) => open > 0)).toHaveLength(1);
      expect(await effects.facts(events)).toBe(0);
      await mendDeal(system);
      const before = await effects.handled();

      const plan = await ops.plan(group.key);
      expect(plan).toMatchObject({ state: 'planned', count: WEBHOOKS });
      expect(plan.plan?.verdicts).toMatchObject({ replay: WEBHOOKS, alreadyDone: 0 });
      await ops.start(plan.id, { reason: 'The role is right again', canary: 20, rate: 500 });
      const half = async () => (await ops.job(plan.id)).progress.done ?? 0;
      await until('a part of the job', half, (done) => done > WEBHOOKS / 4, PATIENCE_MS);
      await system.kill('ops', 'SIGKILL');
      await wait(500);
      await system.restart('ops');

      const job = await ops.ended(plan.id, PATIENCE_MS);
      expect(job).toMatchObject({ state: 'finished', progress: { succeeded: WEBHOOKS } });
      expect(await effects.facts(events)).toBe(WEBHOOKS);
      expect(await effects.inbox(events)).toBe(WEBHOOKS);
      // Not one delivery more than messages: nothing was sent twice.
      expect((await effects.handled()) - before).toBe(WEBHOOKS);
      expect((await ops.groups()).filter(({ open }) => open > 0)).toEqual([]);
    },
    2 * PATIENCE_MS + 120_000,
  );

  it(
    'says of what took effect meanwhile that it is already done, and applies nothing twice',
    async () => {
      const count = Math.ceil(WEBHOOKS / 5);
      const { events, group } = await failing(count);
      await mendDeal(system);
      const applied = events.slice(0, count / 2);
      for (const { eventId } of applied) {
        await ops.ask('POST', `/events/${eventId}/redeliver`, { reason: 'Half of them by hand' });
      }
      await effects.untilFacts(applied, PATIENCE_MS);

      const plan = await ops.plan(group.key);
      expect(plan.plan?.verdicts).toMatchObject({
        alreadyDone: applied.length,
        replay: count - applied.length,
      });
      await ops.start(plan.id, { reason: 'The other half', canary: 20, rate: 500 });
      const job = await ops.ended(plan.id, PATIENCE_MS);
      expect(job.progress).toMatchObject({
        alreadyDone: applied.length,
        succeeded: count - applied.length,
      });
      expect(await effects.facts(events)).toBe(count);
    },
    PATIENCE_MS + 120_000,
  );

  it(
    'stops at a canary that fails, and sends nothing beyond it',
    async () => {
      const events = await sendPayments(system, deals, 100, { amount: 'a lot' });
      const group = await ops.group('deal.events', 'BAD_PAYLOAD', 100, PATIENCE_MS);
      const plan = await ops.plan(group.key);
      await ops.start(plan.id, { reason: 'Too early', canary: 20, rate: 500 });
      const job = await ops.ended(plan.id, PATIENCE_MS);
      expect(job).toMatchObject({
        state: 'stopped',
        progress: { failedAgain: 20, pending: 80, succeeded: 0 },
      });
      expect(await effects.facts(events)).toBe(0);
    },
    PATIENCE_MS + 120_000,
  );
});
