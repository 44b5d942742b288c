import { bodyIdentity, readEnvelope } from './bank-envelope';

const read = (text: string): ReturnType<typeof readEnvelope> => readEnvelope(Buffer.from(text));

describe('readEnvelope', () => {
  it('reads either spelling', () => {
    const envelope = { eventId: 'e', type: 't', rawData: '{"a":1}', references: {} };
    const time = { createdAt: new Date('2026-01-17T12:00:00Z') };
    expect(read('{"id":"e","type":"t","createdAt":"2026-01-17T12:00:00Z","data":{"a":1}}')).toEqual(
      {
        understood: true,
        envelope: { ...envelope, ...time },
      },
    );
    expect(
      read('{"eventId":"e","eventType":"t","timestamp":"2026-01-17T12:00:00Z","data":{"a":1}}'),
    ).toEqual({
      understood: true,
      envelope: { ...envelope, ...time },
    });
  });

  it.each([
    ['{"type":"t","data":{}}'],
    ['{"id":null,"type":"t","data":{}}'],
    ['{"id":"","type":"t","data":{}}'],
  ])('identifies %s by its bytes', (text) => {
    expect(read(text)).toMatchObject({ envelope: { eventId: bodyIdentity(Buffer.from(text)) } });
  });

  it('keeps all digits of a numeric id', () => {
    expect(read('{"id":12345678901234567890,"type":"t","data":{}}')).toMatchObject({
      envelope: { eventId: '12345678901234567890' },
    });
    expect(read('{"eventId":7,"type":"t","data":{}}')).toMatchObject({
      envelope: { eventId: '7' },
    });
  });

  it('passes over a time it cannot read', () => {
    expect(read('{"type":"t","createdAt":"soon","data":{}}')).toMatchObject({
      envelope: { createdAt: undefined },
    });
    expect(read('{"type":"t","createdAt":1,"data":{}}')).toMatchObject({
      envelope: { createdAt: undefined },
    });
  });

  it('takes the spelling that says something, and of two times that of creation', () => {
    const text =
      '{"id":null,"eventId":"e","type":"t","data":{},' +
      '"createdAt":"2026-01-17T12:00:00Z","timestamp":"2026-01-17T12:00:09Z"}';
    expect(read(text)).toMatchObject({
      envelope: { eventId: 'e', createdAt: new Date('2026-01-17T12:00:00Z') },
    });
  });

  it.each([
    ['{"id":"e","eventId":"f","type":"t","data":{}}', 'AMBIGUOUS_ENVELOPE'],
    ['{"id":"e","type":"t","eventType":"u","data":{}}', 'AMBIGUOUS_ENVELOPE'],
    ['{"id":{},"type":"t","data":{}}', 'BAD_ID'],
    ['{"id":true,"type":"t","data":{}}', 'BAD_ID'],
    ['{"id":"a\\u0000b","type":"t","data":{}}', 'BAD_ID'],
    ['{"id":"a\\ud800b","type":"t","data":{}}', 'BAD_ID'],
    [`{"id":"${'x'.repeat(201)}","type":"t","data":{}}`, 'BAD_ID'],
    ['{"id":"e","data":{}}', 'NO_TYPE'],
    ['{"id":"e","type":"","data":{}}', 'NO_TYPE'],
    ['{"id":"e","type":"a b","data":{}}', 'NO_TYPE'],
    [`{"id":"e","type":"${'x'.repeat(101)}","data":{}}`, 'NO_TYPE'],
    ['{"id":"e","type":"t"}', 'NO_DATA'],
    ['{"id":"e","type":"t","data":[]}', 'NO_DATA'],
    ['{"id":"e","type":"t","data":null}', 'NO_DATA'],
  ])('does not understand %s: %s', (text, reason) => {
    expect(read(text)).toEqual({ understood: false, reason });
  });
});
