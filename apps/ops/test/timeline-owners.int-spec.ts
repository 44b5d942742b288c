import { randomUUID } from 'node:crypto';
import { HEADERS } from '@lk/contracts';
import { eventually } from '@lk/testing';
import { type BankStatusView } from '../src/adapters/bank/bank.views';
import { type OverviewView } from '../src/adapters/overview/overview.views';
import { RunningJobs } from '../src/adapters/overview/running-jobs';
import { type TimelineView } from '../src/adapters/timeline/timeline.views';
import { TimelineSources } from '../src/application/timeline/timeline-source';
import { FixtureOwner } from './fixture-owner';
import { TimelineStand } from './timeline-stand';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
/** What an owner must not tell on call, wherever it stands. */
const SECRET = 'СМИРНОВ';

/** Real: Postgres, RabbitMQ, HTTP. Faked: the owners of records, over real HTTP. */
describe('what ops reads from owners', () => {
  let stand: TimelineStand;
  /** All services of the system at one address: their paths differ. */
  let owner: FixtureOwner;
  let dealId: string;
  let payoutId: string;

  beforeAll(async () => {
    [stand, owner] = await Promise.all([TimelineStand.open(), FixtureOwner.start()]);
    const names = ['INGRESS', 'DEAL', 'PAYOUT', 'SELF_EMPLOYED', 'NOTIFICATION', 'RECONCILIATION'];
    const urls = Object.fromEntries(names.map((name) => [`${name}_URL`, owner.url]));
    await stand.start({ ...urls, OPS_OWNER_TIMEOUT_MS: '300' });
  });
  afterAll(async () => {
    await stand.close();
    await owner.stop();
  });

  beforeEach(async () => {
    owner.clear();
    await stand.audit();
    [dealId, payoutId] = [randomUUID(), randomUUID()];
    owner.answer(`/deals/${dealId}`, {
      body: {
        dealId,
        externalDealId: 'bank-deal',
        status: 'paid_to_bank',
        bankStatus: 'FUNDED',
        amountKopecks: '100',
        version: 3,
        accountNumber: SECRET,
      },
    });
    owner.answer(`/deals/${dealId}/changes`, {
      body: {
        changes: [change('status', 2, 'event', 'e-1'), change('recipient:a:1', 3, 'event', 'e-2')],
      },
    });
    owner.answer('/payouts', { body: { payouts: [payout()] } });
    owner.answer(`/payouts/${payoutId}`, { body: payout() });
    owner.answer('/commands', { body: { commands: [] } });
    owner.answer('/notifications', { body: { deliveries: [] } });
    owner.answer('/events/lookup', { body: { events: [], next: null } });
    owner.answer('/reconciliation/drifts', { body: { drifts: [] } });
    await stand.database.query('DELETE FROM tbank.bank_calls');
  });

  const change = (field: string, second: number, kind: string, id: string) => {
    return { field, from: 'x', to: 'y', cause: { kind, id, note: SECRET }, at: at(second) };
  };
  const payout = () => ({
    payoutId,
    dealId,
    externalDealId: 'bank-deal',
    recipientId: 'agent',
    externalRecipientId: 'bank-agent',
    paymentId: 'bank-payment',
    status: 'paid_out',
    amountKopecks: '60',
    purpose: SECRET,
    version: 2,
    history: [change('', 4, 'reconciliation', 'run-1')],
  });
  const event = (eventId: string, second: number, more: object = {}) => ({
    eventId,
    type: 'payout.completed',
    state: 'published',
    receivedAt: at(second),
    duplicates: 0,
    redeliveries: 0,
    lastDuplicateAt: null,
    lastRedeliveredAt: null,
    externalDealId: 'bank-deal',
    externalRecipientId: null,
    externalPaymentId: null,
    body: SECRET,
    ...more,
  });
  const timeline = (kind: string, id: string) =>
    stand.get<TimelineView>(`/api/timeline/${kind}/${id}`);
  const insertCall = (values: Record<string, unknown>) => {
    const row = {
      idempotency_key: randomUUID(),
      operation: 'payments.create',
      business_id: randomUUID(),
      request_hash: 'h',
      ...values,
    };
    const names = Object.keys(row);
    return stand.database.query(
      `INSERT INTO tbank.bank_calls (${names.join(', ')})
       VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(row),
    );
  };

  describe('ShowTimeline', () => {
    it('asks each owner by the names that it has for the record', async () => {
      await timeline('deal', dealId.toUpperCase());
      expect(owner.asked('/payouts')[0]?.query.get('dealId')).toBe(dealId);
      const subjects = owner.asked('/commands').map(({ query }) => query.getAll('subject'));
      expect(subjects.sort()).toEqual([[`deal:${dealId}`], [`payout:${payoutId}`]].sort());
      expect(owner.asked('/events/lookup')[0]?.body).toEqual({
        eventIds: ['e-1', 'e-2', 'run-1'],
        dealIds: ['bank-deal'],
        paymentIds: ['bank-payment'],
        recipientIds: [],
        personRefs: [],
        limit: 500,
      });
      expect(owner.asked('/notifications')[0]?.query.get('dealId')).toBe(dealId);
      expect(owner.seen.map(({ headers }) => headers.authorization)).toEqual(
        owner.seen.map(() => 'Bearer sample-internal-token'),
      );
    });

    it('shows of every owner what on call may see, and not what it says besides', async () => {
      owner.answer('/events/lookup', { body: { events: [event('e-1', 1)], next: null } });
      owner.answer('/commands', {
        body: {
          commands: [
            {
              id: 'c-1',
              command: 'deal.accept',
              subject: `deal:${dealId}`,
              receivedAt: at(0),
              finishedAt: null,
              status: 'open',
              errorCode: null,
              body: SECRET,
            },
          ],
        },
      });
      owner.answer('/notifications', {
        body: {
          deliveries: [
            {
              id: 'n-1',
              template: 'deal-paid-out',
              status: 'delivered',
              dealId,
              createdAt: at(6),
              text: SECRET,
            },
          ],
        },
      });
      const drift = {
        driftId: 'd-1',
        class: 'bank-ahead',
        status: 'resolved',
        dealId,
        runId: 'run-1',
      };
      const times = { openedAt: at(7), repairedAt: at(8), closedAt: at(9) };
      const candidate = { driftId: 'd-2', class: 'amount', status: 'candidate', openedAt: null };
      owner.answer('/reconciliation/drifts', {
        body: {
          drifts: [{ ...drift, ...times, ours: SECRET }, candidate],
        },
      });
      const { body } = await timeline('deal', dealId);
      expect(body.entries.map(({ kind, title, status }) => [kind, title, status])).toEqual([
        ['command', 'deal.accept', 'open'],
        ['command', 'deal.accept', 'open'],
        ['webhook', 'payout.completed', 'published'],
        ['state', 'deal.status', 'y'],
        ['state', 'deal.recipient', 'y'],
        ['state', 'payout.status', 'y'],
        ['notification', 'deal-paid-out', 'delivered'],
        ['drift', 'bank-ahead', 'resolved'],
        ['repair', 'bank-ahead', 'resolved'],
      ]);
      expect(body.entries[4]?.ids).toEqual({ dealId, recipientId: 'a:1' });
      expect(body.entries.at(-1)).toMatchObject({
        cause: { kind: 'reconciliation', id: 'run-1' },
        ids: { driftId: 'd-1', dealId },
      });
      expect(body.missing).toEqual([]);
      expect(JSON.stringify(body)).not.toContain(SECRET);
    });

    it('keeps of the events of a deal those about the payout', async () => {
      const about = { externalRecipientId: 'bank-agent' };
      owner.answer('/events/lookup', {
        body: {
          events: [
            event('by-payment', 1, { externalPaymentId: 'bank-payment' }),
            event('other-payment', 2, { ...about, externalPaymentId: 'other' }),
            event('by-recipient', 3, about),
            event('other-recipient', 4, { externalRecipientId: 'other' }),
            event('of-the-deal', 5),
          ],
          next: null,
        },
      });
      const { body } = await timeline('payout', payoutId);
      const webhooks = body.entries.filter(({ kind }) => kind === 'webhook');
      expect(webhooks.map(({ ids }) => ids.eventId)).toEqual(['by-payment', 'by-recipient']);
      expect(owner.asked('/events/lookup')[0]?.body).toMatchObject({
        dealIds: ['bank-deal'],
        recipientIds: ['bank-agent'],
      });
    });

    it('shows the rest when owners are silent, ill or gone, and says who and why', async () => {
      owner.answer('/payouts', 'silent');
      owner.answer('/notifications', { status: 500, body: { detail: SECRET } });
      owner.answer('/events/lookup', { status: 503, type: 'text/plain', body: 'away' });
      const { status, body } = await timeline('deal', dealId);
      expect(status).toBe(200);
      expect(body.subject.status).toBe('paid_to_bank');
      expect(body.entries.map(({ title }) => title)).toEqual(['deal.status', 'deal.recipient']);
      expect(body.missing).toEqual([
        { source: 'payout', reason: expect.stringMatching(/^no answer/) as string },
        { source: 'webhook-ingress', reason: 'answered 503' },
        { source: 'notification', reason: 'answered 500' },
      ]);
    });

    it('knows nothing of a record that nobody knows, and shows what others know of it', async () => {
      const stranger = randomUUID();
      for (const path of [`/deals/${stranger}/changes`, '/payouts']) {
        owner.answer(path, { body: { changes: [], payouts: [] } });
      }
      expect((await timeline('deal', stranger)).status).toBe(404);
      expect((await timeline('deal', 'no-uuid')).status).toBe(404);
      expect((await timeline('invoice', stranger)).status).toBe(404);
      await insertCall({ business_id: stranger, operation: 'deals.create', outcome: 'done' });
      const { body } = await timeline('deal', stranger);
      expect(body.subject).toEqual({ kind: 'deal', id: stranger, status: null });
      expect(body.entries.map(({ title }) => title)).toEqual(['deals.create']);
    });

    it('reads the calls of a deal by its subject, and how certain their outcome is', async () => {
      const shared = [`deal:${dealId}`];
      await insertCall({
        business_id: 'other-payout',
        shared,
        first_sent_at: at(1),
        outcome: 'done',
      });
      await insertCall({
        business_id: `${dealId}/s`,
        exclusive: shared,
        first_sent_at: at(2),
        in_flight_since: at(2),
      });
      const unknown = { uncertain: true, unknown_since: at(3), look_ups: 2, outcome: 'TIMEOUT' };
      await insertCall({ business_id: payoutId, first_sent_at: at(3), ...unknown });
      await insertCall({ business_id: randomUUID(), shared: ['deal:other'] });
      const { body } = await timeline('deal', dealId);
      const calls = body.entries.filter(({ kind }) => kind === 'bank-call');
      expect(calls.map(({ status }) => status)).toEqual(['done', 'in flight', 'unknown']);
      expect(calls[2]?.details).toMatchObject({ unknownSince: at(3), lookUps: 2 });
    });

    it('finds dead letters by every name of the record, each time that they failed', async () => {
      const store = async (
        body: object,
        more: { second?: number; type?: string; id?: string } = {},
      ) => {
        const { second = 1, type = 'deal.accept', id = randomUUID() } = more;
        const kind = type.startsWith('pay') ? 'payout.events' : 'deal.commands';
        await stand.store({
          deadLetterQueue: `${kind}.dlq`,
          body: Buffer.from(JSON.stringify(body)),
          properties: {
            messageId: id,
            headers: {
              [HEADERS.routingKey]: type,
              [HEADERS.errorCode]: `E${second}`,
              [HEADERS.errorMessage]: 'Refused',
              [HEADERS.attempts]: 1,
              [HEADERS.firstFailedAt]: at(second),
              [HEADERS.lastFailedAt]: at(second),
            },
          },
        });
      };
      const cloudEvent = (type: string, data: object, id: string) => {
        return { specversion: '1.0', id, source: 'urn:tbank', type, time: at(0), data };
      };
      const [external, payment, repeated] = [randomUUID(), randomUUID(), randomUUID()];
      await store({ dealId }, { id: repeated });
      await store({ dealId }, { id: repeated, second: 5 });
      await store({ dealId: randomUUID() }, { second: 2 });
      await store(cloudEvent('payout.failed', { paymentId: 'bank-payment' }, payment), {
        id: payment,
        type: 'payout.failed',
        second: 3,
      });
      const named = { dealId: 'bank-deal', recipientId: 'bank-agent' };
      await store(cloudEvent('payout.failed', named, external), {
        id: external,
        type: 'payout.failed',
        second: 4,
      });
      const lettersOf = async (kind: string, id: string) =>
        (await timeline(kind, id)).body.entries
          .filter((entry) => entry.kind === 'dead-letter')
          .map(({ status, cause, details }) => [status, cause?.id, details.errorCode]);
      expect(await lettersOf('deal', dealId)).toEqual([
        ['failed-again', repeated, 'E1'],
        ['open', payment, 'E3'],
        ['open', external, 'E4'],
        ['open', repeated, 'E5'],
      ]);
      expect(await lettersOf('payout', payoutId)).toEqual([
        ['open', payment, 'E3'],
        ['open', external, 'E4'],
      ]);
    });

    it('tells what jobs did to its dead letters, and that they were edited', async () => {
      const id = randomUUID();
      await stand.store({
        deadLetterQueue: 'deal.commands.dlq',
        body: Buffer.from(JSON.stringify({ dealId })),
        properties: {
          messageId: id,
          headers: { [HEADERS.errorCode]: 'E', [HEADERS.lastFailedAt]: at(1) },
        },
      });
      const before = await timeline('deal', dealId);
      const letterId = before.body.entries.find(({ kind }) => kind === 'dead-letter')?.ids.letterId;
      const [jobId, editId] = [await stand.addJob('finished'), randomUUID()];
      const insert = (sql: string, values: unknown[]) => stand.database.query(sql, values);
      await insert(
        `INSERT INTO ops.job_items (job_id, position, letter_id, verdict, result, sent_at, error_code)
         VALUES ($1, 1, $2, 'replay', 'failed_again', $3, 'E2'),
                ($1, 2, gen_random_uuid(), 'replay', 'succeeded', $3, NULL)`,
        [jobId, letterId, at(7)],
      );
      await insert(
        `INSERT INTO ops.edits (id, letter_id, state, message_id, body, changes, problems, reason,
                                created_by, created_by_name, created_at)
         VALUES ($1, $2, 'sent', 'm', '', '[]', '[]', 'As agreed', 'token:olga', 'Olga', $3)`,
        [editId, letterId, at(5)],
      );
      const { body } = await timeline('deal', dealId);
      const told = body.entries.filter(({ kind }) => kind === 'replay' || kind === 'edit');
      const settledAt = null;
      expect(told).toEqual([
        {
          at: at(5),
          kind: 'edit',
          title: 'edit',
          status: 'sent',
          cause: null,
          ids: { letterId, editId },
          details: { errorCode: null, settledAt },
        },
        {
          at: at(7),
          kind: 'replay',
          title: 'replay',
          status: 'failed_again',
          cause: { kind: 'replay', id: jobId },
          ids: { letterId, jobId },
          details: { errorCode: 'E2', settledAt },
        },
      ]);
      expect([before.body.missing, body.missing]).toEqual([[], []]);
    });

    it('says when a source has more than is shown', async () => {
      const changes = Array.from({ length: 500 }, (_, index) => event(`e-${index}`, index));
      owner.answer('/events/lookup', { body: { events: changes, next: null } });
      const { body } = await timeline('deal', dealId);
      expect(body.missing).toEqual([
        { source: 'webhook-ingress', reason: 'only the newest 500 are shown' },
      ]);
    });

    it('takes in sources that other parts of ops register', async () => {
      stand.service.app.get(TimelineSources).register({
        name: 'replays',
        entries: ({ kind, names }) => {
          const entry = {
            at: at(9),
            kind: 'replay',
            title: kind,
            status: 'succeeded',
            cause: null,
          } as const;
          return Promise.resolve(
            names.payoutIds.map((id) => ({ ...entry, ids: { id }, details: {} })),
          );
        },
      });
      const { body } = await timeline('deal', dealId);
      expect(body.entries.at(-1)).toMatchObject({ kind: 'replay', ids: { id: payoutId } });
    });
  });

  describe('GET /api/bank/status', () => {
    it('tells what nobody knows the outcome of, and which certificates end when', async () => {
      for (let second = 0; second < 60; second += 1) {
        await insertCall({
          uncertain: true,
          unknown_since: at(second),
          first_sent_at: at(second),
          look_ups: second,
          business_id: `payout-${second}`,
        });
      }
      await insertCall({ in_flight_since: at(1) });
      const certificate = (service: string, days: number, fingerprint: string | null) =>
        stand.database.query(
          `INSERT INTO tbank.bank_credentials VALUES (gen_random_uuid(), $1,
             CASE WHEN $3::text IS NOT NULL THEN now() + $2 * interval '1 day' + interval '1 hour' END,
             $3, now(), now())`,
          [service, days, fingerprint],
        );
      await certificate('payout', 20, 'bb');
      await certificate('payout', 20, 'bb');
      await certificate('deal', -2, 'aa');
      await certificate('self-employed-risk', 0, null);

      const { body } = await stand.get<BankStatusView>('/api/bank/status');

      expect(body.unknownOutcomes).toEqual({ count: 60, oldestSince: at(0) });
      expect(body.openCalls).toHaveLength(50);
      expect(body.openCalls[1]).toEqual({
        operation: 'payments.create',
        businessId: 'payout-1',
        unknownSince: at(1),
        lookUps: 1,
      });
      expect(
        body.certificates.map(({ service, daysLeft, fingerprint }) => [
          service,
          daysLeft,
          fingerprint,
        ]),
      ).toEqual([
        ['deal', -2, 'aa'],
        ['payout', 20, 'bb'],
      ]);
      await stand.database.query('DELETE FROM tbank.bank_credentials');
    });
  });

  describe('GET /api/overview', () => {
    it('shows who is ill and why, who is silent, and jobs, and asks once for many pages', async () => {
      const down = { database: { status: 'down', message: 'not reachable' } };
      owner.answer('/health/ready', { status: 503, body: { status: 'error', error: down } });
      owner.answer('/metrics', {
        type: 'text/plain',
        body: 'outbox_lag_seconds{service="x"} 12.5\n',
      });
      const run = (finishedAt: string | null) => ({ id: 'r', finishedAt });
      owner.answer('/reconciliation/report', { body: { green: false, open: 2 } });
      owner.answer('/reconciliation/runs', { body: { runs: [run(null), run(at(5)), run(at(2))] } });
      const jobId = await stand.addJob('paused');

      const pages = await Promise.all(
        Array.from({ length: 10 }, () => stand.get<OverviewView>('/api/overview')),
      );

      const [first, ...others] = pages.map(({ body }) => body);
      for (const other of others) expect(other).toEqual(first);
      expect(owner.asked('/health/ready')).toHaveLength(6);
      expect(first?.services[0]).toEqual({
        name: 'webhook-ingress',
        ready: false,
        problems: ['database: not reachable'],
        outboxLagSeconds: 12.5,
      });
      expect(first?.services.at(-1)).toMatchObject({ name: 'ops', ready: true });
      expect(first).toMatchObject({
        jobs: [{ id: jobId, state: 'paused' }],
        reconciliation: { lastRunAt: at(5), driftOpen: 2, green: false },
      });
    });

    it('is there in time when nobody answers', async () => {
      for (const path of ['/health/ready', '/metrics', '/reconciliation/report']) {
        owner.answer(path, 'silent');
      }
      const jobs = stand.service.app.get(RunningJobs);
      jest.spyOn(jobs, 'list').mockReturnValue(new Promise(() => undefined));
      // The answer of the test before is kept for a while.
      const body = await eventually(async () => {
        const answer = await stand.get<OverviewView>('/api/overview');
        const problems = ['does not answer'];
        expect(answer.status).toBe(200);
        expect(answer.body.services[1]).toMatchObject({ ready: false, problems });
        return answer.body;
      });
      expect(body.services[1]?.outboxLagSeconds).toBeNull();
      expect(body).toMatchObject({ jobs: [], reconciliation: null });
      expect(body.deadLetters).not.toBeNull();
    });
  });

  it('finds letters of the bank by our id of the deal: in a list, an export and a job', async () => {
    const [ours, external, id] = [randomUUID(), `bank-${randomUUID()}`, randomUUID()];
    owner.answer(`/deals/${ours}`, { body: { dealId: ours, externalDealId: external } });
    const data = { dealId: external };
    const event = { specversion: '1.0', id, source: 'urn:tbank', type: 'deal.accepted', data };
    await stand.store({
      deadLetterQueue: 'deal.events.dlq',
      body: Buffer.from(JSON.stringify({ ...event, time: at(0) })),
      properties: { messageId: id, headers: { [HEADERS.routingKey]: 'deal.accepted' } },
    });
    const list = await stand.get<{ deadLetters: { messageId: string }[] }>(
      `/api/dead-letters?dealId=${ours}`,
    );
    expect(list.body.deadLetters.map(({ messageId }) => messageId)).toEqual([id]);
    const metrics = await (await fetch(`${stand.service.url}/metrics`)).text();
    expect(metrics).toMatch(/^dead_letters\{queue="deal\.events\.dlq"[^}]*\} 1$/m);
    const lines = await stand.get<unknown>(`/api/dead-letters/export?dealId=${ours}`);
    expect(JSON.stringify(lines.body)).toContain(id);
    const selection = { filter: { dealId: ours } };
    const job = await stand.post<{ id: string }>('/api/jobs', { kind: 'discard', selection });
    await eventually(async () => {
      const { body } = await stand.get<object>(`/api/jobs/${job.body.id}`);
      expect(body).toMatchObject({ state: 'planned', count: 1 });
    });
  });

  describe('/api/events', () => {
    it('passes refusals of the log on, and its silence as 503', async () => {
      owner.answer('/events/e-1', { body: event('e-1', 1) });
      const detail = 'The event is in quarantine: there is nothing to publish';
      owner.answer('/events/e-1/redeliver', { status: 409, body: { detail } });
      const redeliver = () => stand.post('/api/events/e-1/redeliver', { reason: 'INC-1' });
      expect(await redeliver()).toMatchObject({ status: 409, body: { status: 409, detail } });
      owner.answer('/events/e-1/redeliver', 'silent');
      expect(await redeliver()).toMatchObject({ status: 503 });
      owner.answer('/events/e-1', { status: 401, body: {} });
      expect(await redeliver()).toMatchObject({
        status: 503,
        type: expect.stringContaining('problem') as string,
      });
      expect((await stand.audit()).map(({ action }) => action)).toEqual(
        Array(2).fill('event.redeliver'),
      );
    });

    it('reveals bytes that are no text as base64', async () => {
      owner.answer('/events/sha256:1', { body: event('sha256:1', 1) });
      const body = Buffer.from([0xff, 0x00, 0x41]);
      owner.answer('/events/sha256:1/raw', { type: 'application/octet-stream', body });
      const answer = await stand.post('/api/events/sha256:1/reveal', { reason: 'INC-1' });
      expect(answer.body).toEqual({
        eventId: 'sha256:1',
        body: body.toString('base64'),
        encoding: 'base64',
      });
    });
  });

  describe('/api/payouts/{id}/decision', () => {
    const payoutId = randomUUID();
    const path = `/api/payouts/${payoutId}/decision`;
    const decision = { made: false, reason: 'INC-7: letter of the bank' };

    it('is for approvers, in their name, and written down first', async () => {
      owner.answer(`/payouts/${payoutId}/decision`, { body: { payoutId } });
      expect(await stand.post(path, decision)).toMatchObject({ status: 403 });
      expect(await stand.post(path, decision, 'approver')).toMatchObject({ status: 200 });
      const [asked, ...others] = owner.asked(`/payouts/${payoutId}/decision`);
      expect(others).toEqual([]);
      expect(asked).toMatchObject({ method: 'POST', body: { made: false } });
      expect(decodeURIComponent(String(asked?.headers['x-actor']))).toContain('approver');
      expect(await stand.audit()).toMatchObject([
        {
          action: 'payout.decide',
          subject: `payout:${payoutId}`,
          reason: decision.reason,
          details: { made: false },
        },
      ]);
    });

    it('passes refusals on', async () => {
      const detail = 'Another payout has that payment already';
      owner.answer(`/payouts/${payoutId}/decision`, { status: 409, body: { detail } });
      const made = { ...decision, made: true, paymentId: 'p-1' };
      expect(await stand.post(path, made, 'approver')).toMatchObject({
        status: 409,
        body: { detail },
      });
      expect(await stand.post(path, { made: true }, 'approver')).toMatchObject({ status: 400 });
      const other = '/api/payouts/nobody/decision';
      expect(await stand.post(other, decision, 'approver')).toMatchObject({ status: 404 });
    });
  });

  describe('/api/reconcile', () => {
    it('asks in the name of the person, and passes the answer on', async () => {
      owner.answer('/reconciliation/runs', { status: 201, body: { id: 'run-1' } });
      const answer = await stand.post('/api/reconcile/runs', { scope: 'deals', dealId });
      expect(answer).toMatchObject({ status: 201, body: { id: 'run-1' } });
      const [asked] = owner.asked('/reconciliation/runs');
      expect(asked).toMatchObject({ method: 'POST', body: { scope: 'deals', dealId } });
      expect(decodeURIComponent(String(asked?.headers['x-actor']))).toBe('token:иван operator');
      expect(await stand.audit()).toMatchObject([
        { action: 'reconcile.run', subject: `deal:${dealId}`, details: { scope: 'deals' } },
      ]);
    });

    it('lets an approver decide, and nobody below', async () => {
      const id = randomUUID();
      owner.answer(`/reconciliation/drifts/${id}/resolve`, { body: { id, status: 'approved' } });
      const decide = (role: 'operator' | 'approver', action = 'approve') =>
        stand.post(`/api/reconcile/drifts/${id}/resolve`, { action, reason: 'INC-9' }, role);
      expect((await decide('operator')).status).toBe(403);
      expect((await decide('approver', 'forget')).status).toBe(400);
      expect(await stand.audit()).toEqual([]);
      expect(await decide('approver')).toMatchObject({ status: 200, body: { status: 'approved' } });
      expect(await stand.audit()).toMatchObject([
        {
          action: 'drift.approve',
          subject: `drift:${id}`,
          reason: 'INC-9',
          actor: { role: 'approver' },
        },
      ]);
    });

    it('lets an approver decide about all that a run proposed', async () => {
      const id = randomUUID();
      owner.answer(`/reconciliation/runs/${id}/resolve`, { body: { resolved: 12 } });
      const body = { action: 'reject', reason: 'INC-9', class: 'amount' };
      const path = `/api/reconcile/runs/${id}/resolve`;
      expect((await stand.post(path, body, 'operator')).status).toBe(403);
      expect(await stand.post(path, body, 'approver')).toMatchObject({ body: { resolved: 12 } });
      expect(owner.asked(`/reconciliation/runs/${id}/resolve`)[0]?.body).toEqual(body);
      expect(await stand.audit()).toMatchObject([
        { action: 'run.reject', subject: `run:${id}`, details: { class: 'amount' } },
      ]);
    });

    it.each(['runs', 'drifts'])('shows one of the %s', async (what) => {
      const id = randomUUID();
      owner.answer(`/reconciliation/${what}/${id}`, { body: { id } });
      expect(await stand.get(`/api/reconcile/${what}/${id}`)).toMatchObject({
        status: 200,
        body: { id },
      });
      expect((await stand.get(`/api/reconcile/${what}/${randomUUID()}`)).status).toBe(404);
      expect((await stand.get(`/api/reconcile/${what}/no-uuid`)).status).toBe(400);
    });

    it('hands a report over as it is, CSV too', async () => {
      owner.answer('/reconciliation/report', {
        type: 'text/csv; charset=utf-8',
        body: 'class;open\n',
      });
      const answer = await stand.get('/api/reconcile/report?day=2026-01-01&format=csv');
      expect(answer).toMatchObject({
        status: 200,
        type: 'text/csv; charset=utf-8',
        body: 'class;open\n',
      });
      expect(String(owner.asked('/reconciliation/report')[0]?.query)).toBe(
        'day=2026-01-01&format=csv',
      );
    });

    it('refuses a report as reconciliation does, and says when it is silent', async () => {
      owner.answer('/reconciliation/report', {
        status: 404,
        body: { detail: 'There is no such run' },
      });
      const report = () => stand.get(`/api/reconcile/report?run=${randomUUID()}`);
      expect(await report()).toMatchObject({
        status: 404,
        body: { detail: 'There is no such run' },
      });
      owner.answer('/reconciliation/report', { status: 500, body: { detail: SECRET } });
      const detail = 'The service reconciliation does not answer now';
      expect(await report()).toMatchObject({ status: 503, body: { detail } });
      owner.answer('/reconciliation/report', 'silent');
      expect(await report()).toMatchObject({ status: 503, body: { detail } });
    });

    it('passes its refusals on, and its silence as 503', async () => {
      const refused = {
        status: 422,
        type: 'application/problem+json',
        body: { detail: 'Too soon' },
      };
      owner.answer('/reconciliation/drifts', refused);
      const drifts = () => stand.get('/api/reconcile/drifts?class=amount');
      expect(await drifts()).toMatchObject({ status: 422, body: { detail: 'Too soon' } });
      owner.answer('/reconciliation/drifts', 'silent');
      expect(await drifts()).toMatchObject({
        status: 503,
        type: expect.stringContaining('problem') as string,
      });
      expect((await stand.get('/api/reconcile/drifts?colour=red')).status).toBe(400);
    });
  });
});
