import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { type EventView, type RevealedEventView } from '../src/adapters/events/event.views';
import { type BankStatusView } from '../src/adapters/bank/bank.views';
import { type OverviewView } from '../src/adapters/overview/overview.views';
import { type TimelineView } from '../src/adapters/timeline/timeline.views';
import { type TimelineEntry } from '../src/domain/timeline/timeline-entry';
import { StoryStand } from './story-stand';

/** Real: all services but reconciliation, Postgres, RabbitMQ, the simulator. Faked: who asks, the audit log. */
describe('the timeline of a deal and of a payout', () => {
  let stand: StoryStand;
  let dealId: string;
  let externalDealId: string;
  let payoutId: string;
  let paymentId: string;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    stand = await StoryStand.open();
    await tellStory();
  });
  afterAll(() => stand.close());

  /** A deal is paid for, one payment of it fails on our side, and its agent is paid. */
  async function tellStory(): Promise<void> {
    const created = await stand.createDeal();
    ids.create = created.id;
    ({ dealId = '', externalDealId = '' } = created.result);
    const agent = `agent-of-${dealId}`;
    ids.pending = await stand.webhook('payment.pending', {
      dealId: externalDealId,
      paymentId: 'in-1',
    });
    await stand.until('DEAL_URL', `/deals/${dealId}`, 'payment_pending');
    ids.paid = await stand.webhook('payment.completed', {
      dealId: externalDealId,
      paymentId: 'in-1',
    });
    await stand.webhook(
      'payment.completed',
      { dealId: externalDealId, paymentId: 'in-1' },
      ids.paid,
    );
    await stand.until('DEAL_URL', `/deals/${dealId}`, 'paid_to_bank');
    const poison = { dealId: externalDealId, paymentId: 'in-2', amount: 'a lot' };
    ids.poison = await stand.webhook('payment.completed', poison);
    await stand.untilDeadLetter('deal.events');
    const body = { dealId, recipientId: 'agent', amount: 600.3, purpose: 'Commission of Иванов' };
    payoutId = newId();
    const paid = await stand.command('payout.create', { payoutId, ...body });
    ids.payout = paid.id;
    paymentId = paid.result.paymentId ?? '';
    ids.settled = await stand.webhook('payout.completed', { recipientId: agent, paymentId });
    await stand.until('PAYOUT_URL', `/payouts/${payoutId}`, 'paid_out');
    await eventually(async () => {
      const { body: view } = await stand.ops.get<TimelineView>(`/api/timeline/deal/${dealId}`);
      expect(view.entries.map(({ title }) => title)).toContain('deal.recipient');
    });
  }

  const brief = (entries: readonly TimelineEntry[]) =>
    entries.map(({ kind, title, status }) => [kind, title, status].join(' '));
  const timeline = async (kind: string, id: string): Promise<TimelineView> => {
    const { status, body } = await stand.ops.get<TimelineView>(`/api/timeline/${kind}/${id}`);
    expect(status).toBe(200);
    return body;
  };
  const entry = (view: TimelineView, kind: string, title: string): TimelineEntry => {
    const found = view.entries.find((one) => one.kind === kind && one.title === title);
    if (!found) throw new Error(`No ${kind} ${title}`);
    return found;
  };

  it('tells all that happened to a deal, in the order in which it happened', async () => {
    const view = await timeline('deal', dealId);
    expect(view.missing).toEqual([]);
    expect(view.subject).toMatchObject({
      kind: 'deal',
      id: dealId,
      status: 'paid_to_bank',
      bankStatus: 'FUNDED',
      amountKopecks: '100050',
    });
    const times = view.entries.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const told = brief(view.entries).filter((line) => !line.startsWith('notification'));
    const inThisOrder = [
      'command deal.create completed',
      'bank-call deals.create done',
      'bank-call steps.create done',
      'webhook payment.pending published',
      'state deal.status payment_pending',
      'webhook payment.completed published',
      'state deal.status paid_to_bank',
      'webhook payment.completed published',
      'dead-letter payment.completed open',
      'command payout.create completed',
      'bank-call payments.create done',
      'webhook payout.completed published',
      'state payout.status paid_out',
      'state deal.recipient paid_out',
    ];
    expect(told.filter((line) => inThisOrder.includes(line))).toEqual(inThisOrder);
    expect(brief(view.entries)).toContainEqual(
      expect.stringMatching(/^notification payment-completed (recorded|delivered)$/),
    );
  });

  it('names the cause of each', async () => {
    const view = await timeline('deal', dealId);
    const because = (kind: string, id?: string) => ({ cause: { kind, id } });
    expect(entry(view, 'bank-call', 'deals.create')).toMatchObject(because('command', ids.create));
    expect(entry(view, 'bank-call', 'payments.create')).toMatchObject(
      because('command', ids.payout),
    );
    const paid = view.entries.filter(({ status }) => status === 'paid_to_bank');
    expect(paid).toMatchObject([because('event', ids.paid)]);
    expect(entry(view, 'dead-letter', 'payment.completed')).toMatchObject({
      ...because('event', ids.poison),
      details: { queue: 'deal.events', errorCode: 'BAD_PAYLOAD' },
    });
    const webhooks = view.entries.filter(({ kind }) => kind === 'webhook');
    expect(webhooks.map(({ ids: { eventId } }) => eventId)).toEqual([
      ids.pending,
      ids.paid,
      ids.poison,
      ids.settled,
    ]);
    expect(
      webhooks.map(({ details }) => [details.duplicates, Number(details.changes) > 0]),
    ).toEqual([
      [0, true],
      [1, true],
      [0, false],
      [0, true],
    ]);
  });

  it('tells of a payout what is about the payout, and not about its deal', async () => {
    const view = await timeline('payout', payoutId);
    expect(view.subject).toMatchObject({ status: 'paid_out', amountKopecks: '60030' });
    expect(view.missing).toEqual([]);
    expect(brief(view.entries)).toEqual([
      'command payout.create completed',
      'state payout.status pending',
      'bank-call payments.create done',
      'webhook payout.completed published',
      'state payout.status paid_out',
    ]);
    expect(entry(view, 'bank-call', 'payments.create').cause).toEqual({
      kind: 'command',
      id: ids.payout,
    });
  });

  it('tells of a person without naming them', async () => {
    const [selfEmployedId, inn] = [newId(), '770708389312'];
    const person = { firstName: 'Иван', lastName: 'Смирнов', bik: '044525974' };
    const accountNumber = '40817810000000000001';
    await stand.command('self-employed.register', {
      selfEmployedId,
      inn,
      accountNumber,
      ...person,
    });
    const ready = await stand.webhook('receipt.ready', { inn, receiptId: 'r-1', amount: 10.5 });
    const unread = await stand.webhook('receipt.ready', { inn, receiptId: 'r-2', amount: 'much' });
    await stand.untilDeadLetter('self-employed-risk.events');
    const view = await eventually(async () => {
      const found = await timeline('self-employed', selfEmployedId);
      expect(entry(found, 'state', 'receipt').cause).toEqual({ kind: 'event', id: ready });
      return found;
    });
    expect(view.missing).toEqual([]);
    expect(brief(view.entries)).toEqual(
      expect.arrayContaining([
        'command self-employed.register completed',
        'bank-call self-employed.add done',
        'state self-employed.status DRAFT',
        'state receipt REGISTERED',
      ]),
    );
    const told = view.entries.filter(({ kind }) => kind === 'webhook' || kind === 'dead-letter');
    expect(
      told.map(({ kind, ids: { eventId, messageId } }) => [kind, eventId ?? messageId]),
    ).toEqual([
      ['webhook', ready],
      ['webhook', unread],
      ['dead-letter', unread],
    ]);
    for (const secret of [inn, 'Смирнов', accountNumber]) {
      expect(JSON.stringify(view)).not.toContain(secret);
    }
  });

  it('holds nothing personal', async () => {
    const views = [await timeline('deal', dealId), await timeline('payout', payoutId)];
    for (const secret of ['770000000001', 'Sale of a flat', 'Иванов', 'a lot', '4070281090']) {
      expect(JSON.stringify(views)).not.toContain(secret);
    }
  });

  it("is found by the bank's id of the deal, too", async () => {
    expect(await timeline('deal', externalDealId)).toEqual(await timeline('deal', dealId));
    expect((await stand.ops.get('/api/timeline/deal/no-such-deal')).status).toBe(404);
  });

  it('has a webhook published again without effect, for an operator who says why', async () => {
    const path = `/api/events/${ids.paid}`;
    const before = await timeline('deal', dealId);
    expect((await stand.ops.post(`${path}/redeliver`, { reason: 'INC-7' }, 'viewer')).status).toBe(
      403,
    );
    expect((await stand.ops.post(`${path}/redeliver`, {})).status).toBe(400);
    expect(await stand.ops.audit()).toEqual([]);
    const handled = () => stand.ops.database.query('SELECT 1 FROM deal.inbox');
    const inbox = (await handled()).length;

    const { status, body } = await stand.ops.post<EventView>(`${path}/redeliver`, {
      reason: 'INC-7',
    });

    expect([status, body.redeliveries]).toEqual([200, 1]);
    expect(await stand.ops.audit()).toMatchObject([
      {
        action: 'event.redeliver',
        subject: `event:${ids.paid}`,
        reason: 'INC-7',
        outcome: 'allowed',
      },
    ]);
    // The one behind it in the queue has taken effect, so this one has been handled.
    await stand.webhook('payment.pending', { dealId: externalDealId, paymentId: 'in-3' });
    await eventually(async () => expect((await handled()).length).toBe(inbox + 1));
    const after = await timeline('deal', dealId);
    const states = (view: TimelineView) => view.entries.filter(({ kind }) => kind === 'state');
    expect(states(after)).toEqual(states(before));
    expect(
      after.entries.find(({ ids: { eventId } }) => eventId === ids.paid)?.details.redeliveries,
    ).toBe(1);
  });

  it("lists the webhooks of a deal by our id and by the bank's", async () => {
    const listed = async (query: string) =>
      (await stand.ops.get<{ events: EventView[] }>(`/api/events?${query}`)).body.events.map(
        ({ eventId }) => eventId,
      );
    expect(await listed(`dealId=${dealId}`)).toEqual(await listed(`dealId=${externalDealId}`));
    expect(await listed(`dealId=${dealId}&until=${new Date().toISOString()}`)).toContain(ids.paid);
    expect(await listed('state=quarantined')).toEqual([]);
    expect((await stand.ops.get(`/api/events/${newId()}`)).status).toBe(404);
    expect((await stand.ops.get('/api/events?state=lost')).status).toBe(400);
  });

  it('reveals a body to an operator who says why, and to nobody else', async () => {
    const path = `/api/events/${ids.poison}/reveal`;
    expect((await stand.ops.post(path, { reason: 'INC-8' }, 'viewer')).status).toBe(403);
    const { body } = await stand.ops.post<RevealedEventView>(path, { reason: 'INC-8' });
    expect(JSON.parse(body.body)).toMatchObject({ id: ids.poison, data: { amount: 'a lot' } });
    expect(body.encoding).toBe('utf8');
    expect((await stand.ops.audit()).at(-1)).toMatchObject({
      action: 'event.reveal',
      subject: `event:${ids.poison}`,
      actor: { role: 'operator' },
    });
    expect(
      (await stand.ops.post(`/api/events/${newId()}/reveal`, { reason: 'INC-8' })).status,
    ).toBe(404);
    expect(await stand.ops.audit()).toEqual([]);
  });

  it('shows how we stand with the bank', async () => {
    const { body } = await stand.ops.get<BankStatusView>('/api/bank/status');
    expect(body).toMatchObject({
      breaker: { state: 'closed' },
      certificates: [],
      unknownOutcomes: { count: 0, oldestSince: null },
      openCalls: [],
    });
    expect(body.limits.map(({ group }) => group)).toEqual(
      expect.arrayContaining(['deals', 'payments']),
    );
  });

  it('shows the system on one page, and ill services as what they are', async () => {
    const { body } = await stand.ops.get<OverviewView>('/api/overview');
    expect(body.services.map(({ name, ready, problems }) => [name, ready, problems])).toEqual(
      ['webhook-ingress', 'deal', 'payout', 'self-employed-risk', 'notification', 'ops'].map(
        (name) => [name, true, []],
      ),
    );
    expect(body.services.every(({ outboxLagSeconds }) => outboxLagSeconds !== null)).toBe(true);
    const deal = body.queues.find(({ queue }) => queue === 'deal.events');
    expect(deal).toMatchObject({ consumers: 1, deadLettersOpen: 1, deadLettersAtBroker: 0 });
    expect(body.deadLetters).toMatchObject({ open: 2, resolved: 0, groups: 2 });
    expect(body.groups).toHaveLength(2);
    expect(body).toMatchObject({ breaker: { state: 'closed' }, jobs: [], reconciliation: null });
  });

  it('shows the rest when an owner is away, and names who is missing', async () => {
    await stand.services.PAYOUT_URL.stop();
    const view = await timeline('deal', dealId);
    expect(view.missing.map(({ source }) => source)).toEqual(['payout']);
    expect(brief(view.entries)).toContain('state deal.status paid_to_bank');
    const gone = await timeline('payout', payoutId);
    expect(gone.subject.status).toBeNull();
    expect(gone.missing.map(({ source }) => source).sort()).toEqual(['payout', 'payout commands']);
    expect(brief(gone.entries)).toContain('bank-call payments.create done');
    const overview = await eventually(async () => {
      const { body } = await stand.ops.get<OverviewView>('/api/overview');
      const state = body.services.find(({ name }) => name === 'payout');
      expect(state).toEqual({
        name: 'payout',
        ready: false,
        problems: ['does not answer'],
        outboxLagSeconds: null,
      });
      return body;
    });
    expect(overview.queues.find(({ queue }) => queue === 'payout.commands')?.consumers).toBe(0);
  });
});
