import { eventually } from '@lk/testing';
import vectors from './webhook-vectors.json';
import { IngressHarness } from './ingress-harness';

/** Real: HTTP, Postgres, RabbitMQ. The signatures were made with openssl. */
describe('webhook-ingress with the known answers', () => {
  let ingress: IngressHarness;

  beforeAll(async () => {
    ingress = await IngressHarness.start({ TBANK_WEBHOOK_SECRET: vectors.secrets.join(',') });
  });
  afterAll(() => ingress.stop());

  const EXPECTED = {
    accepted: { status: 200, json: { status: 'ok' } },
    quarantined: { status: 200, json: { status: 'quarantined' } },
    refused: {
      status: 400,
      json: expect.objectContaining({ detail: 'Invalid signature' }) as object,
    },
  };

  it.each(vectors.vectors)(
    'judges "$name" as $verdict',
    async ({ bodyBase64, signature, verdict }) => {
      const body = Buffer.from(bodyBase64, 'base64');
      const before = (await ingress.events()).length;
      const answer = await ingress.post(body, { signature: signature ?? null });
      expect(answer).toMatchObject(EXPECTED[verdict as keyof typeof EXPECTED]);
      const events = await ingress.events();
      if (verdict === 'refused') {
        expect(events).toHaveLength(before);
        expect(answer.contentType).toContain('application/problem+json');
      } else {
        expect(events.some((event) => event.body.equals(body))).toBe(true);
      }
    },
  );

  it('keeps identities as text, spellings apart and duplicates together', async () => {
    const events = await ingress.events();
    const byId = new Map(events.map((event) => [event.event_id, event]));
    expect(byId.get('12345')?.event_type).toBe('payment.pending');
    expect(byId.get('evt_v5')?.event_type).toBe('receipt.cancelled');
    expect(byId.get('evt_v1')?.duplicates).toBe(1);
    expect(events.filter((event) => event.event_id.startsWith('sha256:')).length).toBeGreaterThan(
      0,
    );
  });

  it('puts the event of an unknown type where on call sees it, with the reason', async () => {
    const dead = await eventually(async () => {
      const message = await ingress.broker.take('webhook-ingress.events.dlq');
      if (!message) throw new Error('nothing there yet');
      return message;
    });
    expect(dead.properties.messageId).toBe('evt_v7');
    expect(dead.properties.headers).toMatchObject({
      'x-error-code': 'NO_CONSUMER',
      'x-event-id': 'evt_v7',
      'x-original-routing-key': 'moon.landed',
    });
  });
});
