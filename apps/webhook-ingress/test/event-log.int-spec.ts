import { personRef } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { type EventListView, type EventView } from '../src/adapters/event.views';
import { IngressHarness } from './ingress-harness';

const TOKEN = 'sample-internal-token';
const INN = '770708389312';

/** Real: HTTP, Postgres, RabbitMQ; the queues of the readers are read by the test. */
describe('the log of webhooks', () => {
  let ingress: IngressHarness;

  beforeAll(async () => {
    ingress = await IngressHarness.start();
    for (const [id, type, data] of EVENTS) {
      await ingress.post(JSON.stringify({ id, type, data }));
    }
    await ingress.post('{"no":"type"}');
  });
  afterAll(() => ingress.stop());

  const ask = (path: string, init: { method?: string; body?: object; token?: string } = {}) =>
    fetch(`${ingress.service.url}${path}`, {
      method: init.method ?? 'GET',
      headers: {
        authorization: `Bearer ${init.token ?? TOKEN}`,
        ...(init.body && { 'content-type': 'application/json' }),
      },
      ...(init.body && { body: JSON.stringify(init.body) }),
    });
  const json = async <T>(response: Promise<Response>): Promise<T> =>
    (await (await response).json()) as T;
  const list = async (query = ''): Promise<readonly EventView[]> =>
    (await json<EventListView>(ask(`/events?${query}`))).events;
  const idsOf = (events: readonly EventView[]) => events.map(({ eventId }) => eventId);
  const lookUp = async (body: object) =>
    idsOf(
      (await json<EventListView>(ask('/events/lookup', { method: 'POST', body }))).events,
    ).sort();

  const EVENTS: readonly (readonly [id: string, type: string, data: object])[] = [
    ['e-1', 'payment.completed', { dealId: 'deal-1', paymentId: 'payment-1', amount: 5 }],
    ['e-2', 'payout.completed', { dealId: 'deal-1', paymentId: 'payment-2', recipientId: 'r-1' }],
    ['e-3', 'payout.failed', { recipientId: 'r-1' }],
    ['e-4', 'receipt.ready', { inn: INN, receiptId: 'receipt-1' }],
    ['e-5', 'payment.completed', { dealId: 'deal-2' }],
    ['e/6?ё#', 'payment.pending', { dealId: INN }],
  ];

  it('lists all, newest first, with what each is about and no word of its body', async () => {
    const events = await list();
    expect(idsOf(events).slice(1)).toEqual(EVENTS.map(([id]) => id).reverse());
    expect(events[0]).toMatchObject({
      type: null,
      state: 'quarantined',
      quarantineReason: 'NO_TYPE',
    });
    expect(events.at(-1)).toEqual({
      eventId: 'e-1',
      type: 'payment.completed',
      state: 'published',
      receivedAt: expect.stringMatching(/Z$/) as string,
      duplicates: 0,
      lastDuplicateAt: null,
      redeliveries: 0,
      lastRedeliveredAt: null,
      quarantineReason: null,
      sourceAddress: '127.0.0.1',
      size: JSON.stringify({ id: 'e-1', type: 'payment.completed', data: EVENTS[0]?.[2] }).length,
      externalDealId: 'deal-1',
      externalRecipientId: null,
      externalPaymentId: 'payment-1',
    });
  });

  it('holds an INN in the body only', async () => {
    const rows = await ingress.database.query(
      `SELECT to_jsonb(e) - 'body' AS row FROM webhook_ingress.bank_events e`,
    );
    expect(JSON.stringify(rows)).not.toContain(INN);
    expect(JSON.stringify(await list())).not.toContain(INN);
  });

  it.each([
    ['type=payment.completed', ['e-5', 'e-1']],
    ['dealId=deal-1', ['e-2', 'e-1']],
    ['paymentId=payment-2', ['e-2']],
    ['state=published&type=receipt.ready', ['e-4']],
    ['until=2026-01-01T00:00:00Z', []],
    ['since=2999-01-01T00:00:00Z', []],
  ])('lists by %s', async (query, ids) => {
    expect(idsOf(await list(query))).toEqual(ids);
  });

  it('lists what is in quarantine', async () => {
    expect((await list('state=quarantined')).map(({ state }) => state)).toEqual(['quarantined']);
  });

  it('pages through all without a gap', async () => {
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const page = await json<EventListView>(ask(`/events?limit=2${after}`));
      seen.push(...idsOf(page.events));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(seen).toEqual(idsOf(await list()));
    expect(seen).toHaveLength(7);
  });

  it('finds everything about one record in one request', async () => {
    expect(await lookUp({ dealIds: ['deal-1'], recipientIds: ['r-1'] })).toEqual([
      'e-1',
      'e-2',
      'e-3',
    ]);
    expect(await lookUp({ recipientIds: ['r-1'] })).toEqual(['e-3']);
    expect(await lookUp({ paymentIds: ['payment-1'], eventIds: ['e-5', 'none'] })).toEqual([
      'e-1',
      'e-5',
    ]);
    expect(await lookUp({ personRefs: [personRef(INN, TOKEN)] })).toEqual(['e-4']);
    expect(await lookUp({})).toEqual([]);
  });

  it('shows one event, whatever its id is made of', async () => {
    const id = encodeURIComponent('e/6?ё#');
    expect(await json(ask(`/events/${id}`))).toMatchObject({
      eventId: 'e/6?ё#',
      externalDealId: null,
    });
    const long = 'ё'.repeat(100);
    await ingress.post(
      JSON.stringify({ id: long, type: 'deal.created', data: { dealId: 'long' } }),
    );
    expect((await ask(`/events/${encodeURIComponent(long)}`)).status).toBe(200);
  });

  it('gives the bytes as they came', async () => {
    const answer = await ask('/events/e-4/raw');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    const expected = {
      id: 'e-4',
      type: 'receipt.ready',
      data: { inn: INN, receiptId: 'receipt-1' },
    };
    expect(await answer.text()).toBe(JSON.stringify(expected));
  });

  it('publishes an event again under its identity, and counts it', async () => {
    const queue = ingress.broker.names.of('deal.events');
    await eventually(async () =>
      expect(await ingress.broker.count('deal.events')).toBeGreaterThan(3),
    );
    await ingress.broker.channel.purgeQueue(queue);

    const answer = await ask('/events/e-1/redeliver', { method: 'POST' });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      redeliveries: 1,
      lastRedeliveredAt: expect.stringMatching(/Z$/) as string,
      duplicates: 0,
    });
    const message = await eventually(async () => {
      const taken = await ingress.broker.take('deal.events');
      if (!taken) throw new Error('nothing came');
      return taken;
    });
    expect(message.properties.messageId).toBe('e-1');
    expect(JSON.parse(message.content.toString())).toMatchObject({
      id: 'e-1',
      type: 'payment.completed',
      source: 'urn:tbank:webhook',
      data: EVENTS[0]?.[2],
    });
    await ask('/events/e-1/redeliver', { method: 'POST' });
    expect(await json(ask('/events/e-1'))).toMatchObject({ redeliveries: 2 });
  });

  it('publishes nothing of what is in quarantine', async () => {
    const [quarantined] = await list('state=quarantined');
    const path = `/events/${encodeURIComponent(quarantined?.eventId ?? '')}/redeliver`;
    const answer = await ask(path, { method: 'POST' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      detail: expect.stringContaining('quarantine') as string,
    });
  });

  it.each([
    ['GET', '/events/none', 404],
    ['GET', '/events/none/raw', 404],
    ['POST', '/events/none/redeliver', 404],
    ['GET', '/events/%00', 404],
    ['GET', '/events?state=lost', 400],
    ['GET', '/events?after=x', 400],
    ['GET', '/events?unknown=x', 400],
  ])('answers %s %s with %i', async (method, path, status) => {
    const answer = await ask(path, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each(['/events', '/events/e-1', '/events/e-1/raw'])(
    'answers %s to the cluster only',
    async (path) => {
      expect((await ask(path, { token: 'another-token' })).status).toBe(401);
    },
  );
});
