import { eventually, RunningSimulator, WebhookReceiver } from './simulator-harness';

const event = (id: string) => ({ id, type: 'deal.created', data: { dealId: id } });

/** Real: sockets on both sides. The bank's pauses are scaled to milliseconds. */
describe('delivery of webhooks', () => {
  const receiver = new WebhookReceiver();
  let simulator: RunningSimulator;
  const send = (body: unknown, query = '') => simulator.sim('POST', `/webhooks${query}`, body);

  beforeAll(async () => {
    simulator = await RunningSimulator.start({
      SIM_WEBHOOK_URL: await receiver.start(),
      SIM_WEBHOOK_RETRY_SCALE: '0.0001',
      SIM_WEBHOOK_CONCURRENCY: '2',
    });
  });
  afterAll(async () => {
    await simulator.stop();
    await receiver.stop();
  });
  beforeEach(async () => {
    await simulator.sim('POST', '/reset');
    await simulator.sim('PUT', '/settings', { webhookTimeoutMs: 5000 });
    receiver.received.length = 0;
    receiver.answer = () => 200;
  });

  it('sends an event as it is written, whatever its spelling', async () => {
    const written = { eventId: 'x-1', eventType: 'moon.landed', timestamp: 'now', more: [1] };
    await send(written);
    await eventually(() => expect(receiver.received).toHaveLength(1));
    expect(JSON.parse(String(receiver.received[0]?.raw))).toEqual(written);
    expect(await simulator.ledger('webhooks')).toMatchObject([{ id: 'x-1', type: 'moon.landed' }]);
  });

  it('stops after the first 2xx', async () => {
    receiver.answer = (count) => (count < 3 ? 503 : 204);
    await send(event('a'));
    await eventually(async () =>
      expect(await simulator.ledger('webhooks')).toMatchObject([
        { id: 'a', attempts: 3, delivered: true, lastStatus: 204 },
      ]),
    );
  });

  it('gives up after 5 attempts with the same bytes', async () => {
    receiver.answer = () => 500;
    await send(event('b'));
    await eventually(() => expect(receiver.received).toHaveLength(5));
    expect(new Set(receiver.received.map(({ raw }) => raw.toString())).size).toBe(1);
    await eventually(async () =>
      expect(await simulator.ledger('webhooks')).toMatchObject([{ attempts: 5, delivered: false }]),
    );
  });

  it('keeps answering while the receiver hangs, and repeats after the time-out', async () => {
    await simulator.sim('PUT', '/settings', { webhookTimeoutMs: 50 });
    receiver.answer = (count) => (count <= 3 ? 0 : 200);
    for (const id of ['c', 'd', 'e']) await send(event(id));
    await eventually(async () => {
      const rows = await simulator.ledger('webhooks');
      expect(rows.every(({ delivered }) => delivered)).toBe(true);
      expect(rows.some(({ attempts }) => Number(attempts) > 1)).toBe(true);
    });
  });

  it('tells the result of the first attempt to whoever waits', async () => {
    receiver.answer = () => 400;
    const answer = await send(event('f'), '?wait=true');
    expect(answer.body).toEqual({ id: 'f', status: 400, delivered: false });
  });

  it('sends exact bytes, with the given signature, without one, or signed', async () => {
    const rawBase64 = Buffer.from('{"broken').toString('base64');
    await send({ rawBase64, signature: 'wrong' }, '?wait=true');
    await send({ rawBase64, signature: '' }, '?wait=true');
    await send({ rawBase64 }, '?wait=true');
    const signatures = receiver.received.map(({ headers }) => headers['x-signature']);
    expect(signatures).toEqual(['wrong', undefined, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(receiver.received[0]?.raw.toString()).toBe('{"broken');
  });

  it('duplicates, drops and delays as the fault plan says', async () => {
    await simulator.sim('PUT', '/faults', { webhooks: { duplicateRate: 1, delayMs: 20 } });
    await send(event('g'));
    await eventually(() => expect(receiver.received).toHaveLength(2));
    await simulator.sim('PUT', '/faults', { webhooks: { dropRate: 1 } });
    await send(event('h'));
    const rows = await simulator.ledger('webhooks');
    expect(rows).toMatchObject([{ id: 'g' }, { id: 'g', duplicate: true }, { dropped: true }]);
    expect(receiver.received).toHaveLength(2);
  });

  it('reorders inside a window and sends an incomplete window too', async () => {
    await simulator.sim('PUT', '/faults', { webhooks: { reorder: true }, seed: 3 });
    const ids = ['1', '2', '3', '4', '5', '6'];
    for (const id of ids) await send(event(id));
    await eventually(() => expect(receiver.received).toHaveLength(6));
    const order = receiver.received.map(({ json }) => json.id);
    expect([...order].sort()).toEqual(ids);
    expect(order).not.toEqual(ids);
  });

  it('records without sending when no address is configured', async () => {
    const { webhookUrl } = (await simulator.sim('GET', '/settings')).body;
    await simulator.sim('PUT', '/settings', { webhookUrl: '' });
    const answer = await send(event('i'), '?wait=true');
    await simulator.sim('PUT', '/settings', { webhookUrl });
    expect(answer.body.status).toBe('NO_WEBHOOK_URL');
    expect(await simulator.ledger('webhooks')).toMatchObject([{ id: 'i', attempts: 0 }]);
  });

  it('names the failure when nobody listens', async () => {
    const { webhookUrl } = (await simulator.sim('GET', '/settings')).body;
    await simulator.sim('PUT', '/settings', { webhookUrl: 'http://127.0.0.1:1/' });
    const answer = await send(event('j'), '?wait=true');
    await simulator.sim('PUT', '/settings', { webhookUrl });
    expect(answer.body).toMatchObject({ delivered: false, status: expect.any(String) as string });
  });
});
