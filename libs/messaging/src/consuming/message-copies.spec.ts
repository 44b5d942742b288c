import { permanentError } from '@lk/kernel';
import { consumeMessage } from '../../test/consume-message';
import { deadLetterProperties, retryProperties } from './message-copies';

const NOW = new Date('2026-01-15T10:00:00Z');
const EARLIER = '2026-01-15T09:00:00.000Z';
const ID = 'a4f4d8f0-4f0e-4a9e-9a39-000000000001';

const BROKER_HEADERS = {
  'x-death': [{ queue: 'sample.events', count: 3 }],
  'x-first-death-queue': 'q',
  'x-first-death-reason': 'expired',
  'x-first-death-exchange': '',
  'x-last-death-queue': 'q',
  'x-last-death-reason': 'expired',
  'x-last-death-exchange': '',
  'x-delivery-count': 2,
  'x-acquired-count': 2,
  CC: ['sample.events'],
  BCC: ['sample.events'],
};

describe('retryProperties', () => {
  it('drops the accounts of the broker, which would make it drop the copy later, and foreign headers', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const message = consumeMessage({ headers: { ...BROKER_HEADERS, tenant: 'a', traceparent } });
    expect(Object.keys(retryProperties(message, NOW, true).headers as object).sort()).toEqual([
      'traceparent',
      'x-attempts',
      'x-first-failed-at',
      'x-last-failed-at',
      'x-original-exchange',
      'x-original-routing-key',
    ]);
  });

  it('counts the attempt and remembers where and when it began', () => {
    const first = retryProperties(consumeMessage(), NOW, true);
    expect(first.headers).toEqual({
      'x-attempts': 1,
      'x-original-routing-key': 'deal.accept',
      'x-original-exchange': 'bank.commands',
      'x-first-failed-at': NOW.toISOString(),
      'x-last-failed-at': NOW.toISOString(),
    });
    const headers = { ...(first.headers as object), 'x-first-failed-at': EARLIER };
    const second = consumeMessage({ headers, routingKey: 'sample.commands', exchange: '' });
    expect(retryProperties(second, NOW, true).headers).toEqual({
      'x-attempts': 2,
      'x-original-routing-key': 'deal.accept',
      'x-original-exchange': 'bank.commands',
      'x-first-failed-at': EARLIER,
      'x-last-failed-at': NOW.toISOString(),
    });
  });

  it('keeps the properties of the sender, but no expiration of its own', () => {
    const kept = {
      messageId: ID,
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      type: 'deal.accept',
      timestamp: 1,
      appId: 'cabinet',
      replyTo: 'cabinet.replies',
      correlationId: 'c-1',
    };
    const properties = { ...kept, expiration: '5', userId: 'guest', priority: 3 };
    const copied = retryProperties(consumeMessage({ properties }), NOW, true);
    expect({ ...copied, headers: undefined }).toEqual(kept);
  });

  it('keeps nothing that a sender wrote where a technical word or a header of ours belongs', () => {
    const name = 'Ivanov Ivan';
    const technical = { contentType: name, contentEncoding: name, type: name, appId: name };
    const headers = {
      traceparent: name,
      'x-original-routing-key': name,
      'x-original-exchange': name,
      'x-first-failed-at': name,
      'x-error-message': name,
    };
    const message = consumeMessage({ headers, properties: { messageId: ID, ...technical } });
    expect(JSON.stringify(retryProperties(message, NOW, true))).not.toContain(name);
  });
});

describe('deadLetterProperties', () => {
  const error = permanentError('BAD_PAYLOAD', 'The payload lacks a field', {
    safeDetails: { fields: 'dealId', count: 1 },
  });
  const about = { queue: 'sample.commands', kind: 'command', id: ID } as const;

  it('carries all that on call needs', () => {
    const message = consumeMessage({
      headers: { ...BROKER_HEADERS, 'x-attempts': 3, 'x-first-failed-at': EARLIER },
      properties: { messageId: ID, correlationId: 'c-1' },
    });
    expect(deadLetterProperties(message, about, error, NOW).headers).toEqual({
      'x-attempts': 4,
      'x-original-routing-key': 'deal.accept',
      'x-original-exchange': 'bank.commands',
      'x-first-failed-at': EARLIER,
      'x-last-failed-at': NOW.toISOString(),
      'x-origin-queue': 'sample.commands',
      'x-error-code': 'BAD_PAYLOAD',
      'x-error-message': 'The payload lacks a field (fields=dealId, count=1)',
      'x-command-id': ID,
      'x-correlation-id': 'c-1',
    });
  });

  it('names an event as an event, with the id of the message when it could not be read', () => {
    const message = consumeMessage({ properties: { messageId: 'evt-1' } });
    const plain = permanentError('BAD_JSON', 'The body is not JSON');
    const copy = deadLetterProperties(message, { queue: 'q', kind: 'event' }, plain, NOW);
    const headers = copy.headers as object;
    expect(headers).toMatchObject({ 'x-event-id': 'evt-1', 'x-error-message': plain.message });
    expect(headers).not.toHaveProperty('x-command-id');
    expect(headers).not.toHaveProperty('x-correlation-id');
  });

  it('has an empty id when the message has none at all', () => {
    const copy = deadLetterProperties(consumeMessage(), { queue: 'q', kind: 'event' }, error, NOW);
    expect(copy).toMatchObject({ messageId: '', headers: { 'x-event-id': '' } });
  });
});
