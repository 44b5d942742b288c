import { type AppError } from '@lk/kernel';
import { consumeMessage } from '../../test/consume-message';
import { failuresOf, readCommand, readEvent, replyAddress } from './read-message';

const ID = 'A4F4D8F0-4F0E-4A9E-9A39-000000000001';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const EVENT = { specversion: '1.0', id: 'evt-1', source: 'urn:x', type: 'deal.created', data: {} };

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ disposition: 'permanent' });
    return (error as AppError).code;
  }
  throw new Error('it was accepted');
}

describe('readEvent', () => {
  it('takes identity, type and trace from the envelope', () => {
    const body = { ...EVENT, traceparent: TRACE };
    const message = consumeMessage({ body, headers: { 'x-attempts': 2, traceparent: 'other' } });
    expect(readEvent(message, 'q')).toEqual({
      kind: 'event',
      id: 'evt-1',
      type: 'deal.created',
      queue: 'q',
      failures: 2,
      event: body,
      traceparent: TRACE,
    });
  });

  it('takes the trace from the header when the envelope has none', () => {
    const message = consumeMessage({ body: EVENT, headers: { traceparent: TRACE } });
    expect(readEvent(message, 'q').traceparent).toBe(TRACE);
  });

  it.each([
    ['BAD_JSON', Buffer.from('{"id": "evt')],
    ['BAD_JSON', Buffer.alloc(0)],
    ['BAD_PAYLOAD', [EVENT]],
    ['BAD_PAYLOAD', null],
    ['BAD_PAYLOAD', 'text'],
    ['BAD_EVENT', { ...EVENT, id: '' }],
    ['BAD_EVENT', { ...EVENT, type: 7 }],
    ['BAD_EVENT', { ...EVENT, source: undefined }],
    ['BAD_EVENT', { ...EVENT, data: [] }],
    ['BAD_EVENT', { ...EVENT, data: undefined }],
  ])('refuses as %s: %j', (code, body) => {
    const content = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    expect(codeOf(() => readEvent(consumeMessage({ body: content }), 'q'))).toBe(code);
  });

  it('never quotes the text that is no JSON', () => {
    const message = consumeMessage({ body: Buffer.from('Ivanov 500100732259') });
    const told = (): string => {
      try {
        return readEvent(message, 'q').id;
      } catch (error) {
        const { message: text, cause, safeDetails } = error as AppError;
        return JSON.stringify([text, cause, safeDetails]);
      }
    };
    expect(told()).not.toMatch(/Ivanov|5001/);
  });
});

describe('readCommand', () => {
  const properties = { messageId: ID, replyTo: 'replies', correlationId: 'c-1' };

  it('takes identity from the message id in lower case, and the name from the routing key', () => {
    const body = { dealId: '1' };
    const message = consumeMessage({ body, properties, headers: { traceparent: TRACE } });
    expect(readCommand(message, 'q')).toEqual({
      kind: 'command',
      id: ID.toLowerCase(),
      type: 'deal.accept',
      queue: 'q',
      failures: 0,
      body,
      replyTo: 'replies',
      correlationId: 'c-1',
      traceparent: TRACE,
    });
  });

  it('knows the name of a retry copy, which arrives under the name of the queue', () => {
    const headers = { 'x-original-routing-key': 'deal.accept' };
    const copy = consumeMessage({
      properties,
      headers,
      exchange: '',
      routingKey: 'sample.commands',
    });
    expect(readCommand(copy, 'q').type).toBe('deal.accept');
  });

  it('does not believe a sender who says that its message was once another one', () => {
    const headers = { 'x-original-routing-key': 'Ivanov' };
    const message = consumeMessage({ properties, headers, routingKey: 'deal.accept' });
    expect(readCommand(message, 'q').type).toBe('deal.accept');
  });

  it.each(['', 'null', ' \n', '{}'])('takes the body %j for a command without fields', (text) => {
    const message = consumeMessage({ body: Buffer.from(text), properties });
    expect(readCommand(message, 'q').body).toEqual({});
  });

  it.each([undefined, '', 'no-uuid', 7])('refuses the message id %j', (messageId) => {
    const message = consumeMessage({ properties: { messageId } });
    expect(codeOf(() => readCommand(message, 'q'))).toBe('MESSAGE_ID_REQUIRED');
  });

  it.each([
    ['BAD_JSON', Buffer.from('nope')],
    ['BAD_PAYLOAD', Buffer.from('[]')],
  ])('refuses as %s', (code, body) => {
    expect(codeOf(() => readCommand(consumeMessage({ body, properties }), 'q'))).toBe(code);
  });
});

describe('a body that is nested too deeply', () => {
  it.each(['['.repeat(20_000), `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`])(
    'is refused for good before anything walks it (%#)',
    (text) => {
      const message = consumeMessage({ body: Buffer.from(text), properties: { messageId: ID } });
      expect(() => readCommand(message, 'q')).toThrow(
        expect.objectContaining({ code: 'BAD_PAYLOAD', disposition: 'permanent' }) as Error,
      );
    },
  );
});

describe('failuresOf', () => {
  it.each([
    [3, 3],
    [0, 0],
    [-1, 0],
    ['3', 0],
    [undefined, 0],
  ])('reads the header %j as %i', (header, failures) => {
    expect(failuresOf(consumeMessage({ headers: { 'x-attempts': header } }))).toBe(failures);
  });
});

describe('replyAddress', () => {
  it('treats empty texts as absent', () => {
    const message = consumeMessage({ properties: { replyTo: '', correlationId: '' } });
    expect(replyAddress(message)).toEqual({ replyTo: undefined, correlationId: undefined });
  });
});
