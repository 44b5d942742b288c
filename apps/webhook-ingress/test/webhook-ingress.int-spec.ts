import { eventually } from '@lk/testing';
import { eventBody, IngressHarness, sign } from './ingress-harness';

/** Real: HTTP, Postgres, RabbitMQ; the deal service's queue is read by the test. */
describe('webhook-ingress', () => {
  let ingress: IngressHarness;

  beforeAll(async () => {
    ingress = await IngressHarness.start({ WEBHOOK_MAX_BODY_BYTES: '4096' });
  });
  afterAll(() => ingress.stop());

  const published = (count: number): Promise<void> =>
    eventually(async () => expect(await ingress.broker.count('deal.events')).toBe(count));

  afterEach(async () => {
    await ingress.broker.channel.purgeQueue(ingress.broker.names.of('deal.events'));
  });

  it('stores and publishes 64 identical requests at once as one event, answering 200 to all', async () => {
    const body = eventBody('same-64');
    const answers = await Promise.all(Array.from({ length: 64 }, () => ingress.post(body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(64).fill(200));
    const rows = (await ingress.events()).filter((event) => event.event_id === 'same-64');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.duplicates).toBe(63);
    await published(1);
    await eventually(async () => {
      const [left] = await ingress.database.query(
        'SELECT count(*)::int AS n FROM webhook_ingress.outbox',
      );
      expect(left).toEqual({ n: 0 });
    });
    expect(await ingress.broker.count('deal.events')).toBe(1);
  });

  it('publishes a CloudEvent that carries the data byte for byte', async () => {
    const body =
      '{"id":"exact","type":"payment.completed","data":{"dealId":"d","amount":12345678901234567.10}}';
    await ingress.post(body);
    await published(1);
    const message = await ingress.broker.take('deal.events');
    const text = message?.content.toString() ?? '';
    expect(text).toContain('"data":{"dealId":"d","amount":12345678901234567.10}}');
    expect(JSON.parse(text)).toMatchObject({
      specversion: '1.0',
      id: 'exact',
      type: 'payment.completed',
      source: 'urn:tbank:webhook',
      traceparent: expect.stringMatching(/^00-/) as string,
    });
    expect(message?.properties).toMatchObject({
      messageId: 'exact',
      contentType: 'application/cloudevents+json',
      deliveryMode: 2,
    });
  });

  it('stores nothing of a webhook with one byte flipped', async () => {
    const before = (await ingress.events()).length;
    const signature = sign(eventBody('flipped'));
    const answer = await ingress.post(eventBody('flippeD'), { signature });
    expect(answer).toMatchObject({ status: 400, json: { detail: 'Invalid signature' } });
    expect(await ingress.events()).toHaveLength(before);
  });

  it('keeps another body under a known id as evidence, and does not publish it', async () => {
    await ingress.post(eventBody('reused', 'payment.completed'));
    const answer = await ingress.post(eventBody('reused', 'payment.failed'));
    expect(answer).toMatchObject({ status: 200, json: { status: 'ok' } });
    await published(1);
    const events = await ingress.events();
    expect(events.find((event) => event.event_id === 'reused')?.event_type).toBe(
      'payment.completed',
    );
    const evidence = events.filter(
      (event) => event.quarantine_reason === 'ID_REUSED_WITH_OTHER_BODY',
    );
    expect(evidence.map((event) => event.body.toString())).toEqual([
      eventBody('reused', 'payment.failed'),
    ]);
  });

  it('alerts when something is quarantined', async () => {
    await ingress.post('payment ok');
    const alert = await eventually(async () => {
      const message = await ingress.broker.take('notification.events');
      const event = JSON.parse(message?.content.toString() ?? '{}') as {
        data?: { details?: object };
      };
      expect(event.data?.details).toMatchObject({ reason: 'NOT_JSON' });
      return event;
    });
    expect(alert).toMatchObject({ type: 'alert.raised', data: { code: 'WEBHOOK_QUARANTINED' } });
  });

  it.each([
    ['application/xml'],
    ['application/json; charset=utf-8'],
    ['this is no media type'],
    ['multipart/form-data; boundary=x'],
  ])('accepts content type %p', async (contentType) => {
    const answer = await ingress.post(eventBody(`type-${contentType}`), {
      headers: { 'content-type': contentType },
    });
    expect(answer.status).toBe(200);
  });

  it('answers 413 to a body over the limit, also when it is signed', async () => {
    const answer = await ingress.post('x'.repeat(5000));
    expect(answer).toMatchObject({ status: 413, json: { status: 413 } });
    expect(answer.contentType).toContain('application/problem+json');
  });

  it('does not know other methods and paths', async () => {
    const get = await fetch(`${ingress.service.url}/api/v1/webhooks/tbank`);
    expect(get.status).toBe(404);
    expect(get.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answers 503 with Retry-After while it cannot store, and recovers by itself', async () => {
    await ingress.database.query('ALTER TABLE webhook_ingress.bank_events RENAME TO hidden');
    const refused = await ingress.post(eventBody('not-now'));
    await ingress.database.query('ALTER TABLE webhook_ingress.hidden RENAME TO bank_events');
    expect(refused).toMatchObject({ status: 503, retryAfter: '30', json: { status: 503 } });
    const again = await ingress.post(eventBody('not-now'));
    expect(again).toMatchObject({ status: 200, json: { status: 'ok' } });
  });

  it('counts and logs without a word of the body', async () => {
    const canary = 'Иванов 500100732259';
    await ingress.post(canary, { signature: 'bad' });
    await ingress.post(canary);
    const metrics = await (await fetch(`${ingress.service.url}/metrics`)).text();
    expect(metrics).toMatch(/webhook_received_total\{result="bad_signature"/);
    expect(metrics).toMatch(/webhook_processing_duration_seconds_count/);
    expect(metrics).toMatch(/outbox_lag_seconds/);
    expect(metrics).toMatch(/dead_letters\{queue=".*webhook-ingress\.events\.dlq"/);
    expect(JSON.stringify(ingress.service.logs)).not.toMatch(/Иванов|500100732259/);
  });
});
