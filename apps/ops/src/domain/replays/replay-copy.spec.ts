import { HEADERS } from '@lk/contracts';
import { messageIdentity } from './message-identity';
import { replayProperties } from './replay-copy';

const origin = { exchange: 'lk.bank.events', routingKey: 'deal.created' };

describe('replayProperties', () => {
  it('takes the origin from the broker when it put the message aside before we could', () => {
    const death = { reason: 'delivery_limit', exchange: 'bank.events', 'routing-keys': ['a.b'] };
    const { headers } = replayProperties({ headers: { 'x-death': [death] } }, origin, {});
    expect(headers).toEqual({ [HEADERS.routingKey]: 'a.b', [HEADERS.exchange]: 'bank.events' });
  });

  it('takes the origin from the letter when nothing tells it', () => {
    expect(replayProperties({}, origin, { mark: 1 })).toEqual({
      messageId: '',
      headers: {
        [HEADERS.routingKey]: 'deal.created',
        [HEADERS.exchange]: 'lk.bank.events',
        mark: 1,
      },
    });
  });

  it('leaves out what the broker would refuse, and a trace that is none', () => {
    const headers = { [HEADERS.traceparent]: 'Ivanov' };
    const given = { replyTo: 'amq.rabbitmq.reply-to', userId: 'me', messageId: 'm', headers };
    const copy = replayProperties(given, { exchange: null, routingKey: null }, {});
    expect(copy).toEqual({ messageId: 'm', headers: {} });
  });
});

describe('messageIdentity', () => {
  it('is the envelope’s id for an event, and the message id for a command', () => {
    expect(messageIdentity('event', 'm', { id: 'e' })).toBe('e');
    expect(messageIdentity('event', 'm', undefined)).toBe('m');
    expect(messageIdentity('command', 'm', { id: 'e' })).toBe('m');
    expect(messageIdentity('command', undefined, {})).toBeUndefined();
  });
});
