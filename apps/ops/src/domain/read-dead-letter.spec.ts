import { HEADERS } from '@lk/contracts';
import fc from 'fast-check';
import { type RawDeadLetter } from './dead-letter';
import { bareLetter, readDeadLetter } from './read-dead-letter';

const now = new Date('2026-01-15T10:00:00Z');
const EVENT = '11111111-1111-4111-8111-111111111111';

function raw(headers: object = {}, more: Partial<RawDeadLetter> = {}): RawDeadLetter {
  const body = Buffer.from(JSON.stringify({ type: 'deal.created', data: { dealId: 'D1' } }));
  const properties = { messageId: EVENT, correlationId: 'c-1', headers };
  return { deadLetterQueue: 'deal.events.dlq', body, properties, ...more };
}

const OURS = {
  [HEADERS.originQueue]: 'deal.events',
  [HEADERS.exchange]: 'blue.bank.events',
  [HEADERS.routingKey]: 'deal.created',
  [HEADERS.errorCode]: 'ENTITY_NOT_FOUND',
  [HEADERS.errorMessage]: 'Refused (httpStatus=422, bankErrorCode=E-17)',
  [HEADERS.attempts]: 10,
  [HEADERS.firstFailedAt]: '2026-01-15T09:00:00.000Z',
  [HEADERS.lastFailedAt]: '2026-01-15T09:10:00.000Z',
};

const read = (letter: RawDeadLetter) => readDeadLetter(letter, { now, namespace: 'blue' });

describe('readDeadLetter', () => {
  it('takes its namespace off before it looks for numbers of persons', () => {
    const headers = { ...OURS, [HEADERS.exchange]: 't7707083893.bank.events' };
    const letter = readDeadLetter(raw(headers), { now, namespace: 't7707083893' });
    expect(letter.exchange).toBe('bank.events');
    expect(read(raw(headers)).exchange).toBeUndefined();
  });

  it('takes over what our headers tell', () => {
    expect(read(raw(OURS))).toMatchObject({
      queue: 'deal.events',
      kind: 'event',
      type: 'deal.created',
      messageId: EVENT,
      correlationId: 'c-1',
      exchange: 'bank.events',
      routingKey: 'deal.created',
      errorCode: 'ENTITY_NOT_FOUND',
      bankErrorCode: 'E-17',
      attempts: 10,
      externalDealId: 'D1',
      firstFailedAt: new Date('2026-01-15T09:00:00Z'),
      lastFailedAt: new Date('2026-01-15T09:10:00Z'),
    });
  });

  it('believes the queue and not a header where the letter lies', () => {
    expect(read(raw({ ...OURS, [HEADERS.originQueue]: 'payout.commands' })).queue).toBe(
      'deal.events',
    );
  });

  it("tells the broker's own dead letters, and takes no error from headers of the sender", () => {
    const time = { '!': 'timestamp', value: Date.UTC(2026, 0, 15, 9) / 1000 };
    const death = { reason: 'delivery_limit', count: 1, time, 'routing-keys': ['deal.accept'] };
    const letter = read(
      raw(
        { [HEADERS.errorCode]: 'FORGED', 'x-death': [death] },
        { deadLetterQueue: 'deal.commands.dlq' },
      ),
    );
    expect(letter).toMatchObject({
      queue: 'deal.commands',
      kind: 'command',
      type: 'deal.accept',
      errorCode: 'DELIVERY_LIMIT',
      lastFailedAt: new Date('2026-01-15T09:00:00Z'),
    });
    expect(read(raw({ 'x-death': [{ reason: 'expired' }] })).errorCode).toBe('BROKER_EXPIRED');
  });

  it('gives one identity to all failures of a message, another to another body under its id', () => {
    const identity = (letter: RawDeadLetter) => read(letter).identity.toString('hex');
    const later = { ...OURS, [HEADERS.lastFailedAt]: '2026-01-15T09:30:00.000Z' };
    const other = raw(OURS, { body: Buffer.from('{}') });
    expect(identity(raw(later))).toBe(identity(raw(OURS)));
    expect(read(raw(later)).copyKey).not.toBe(read(raw(OURS)).copyKey);
    const ids = [raw(OURS), other, raw(OURS, { deadLetterQueue: 'deal.commands.dlq' })].map(
      identity,
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('does not confuse the parts of an identity', () => {
    const of = (messageId: string, body: string) =>
      read(raw({}, { properties: { messageId }, body: Buffer.from(body) })).identity.toString(
        'hex',
      );
    expect(of('ab', 'c')).not.toBe(of('a', 'bc'));
  });

  it('believes no time that cannot be', () => {
    const impossible = { ...OURS, [HEADERS.lastFailedAt]: '9999-01-01T00:00:00.000Z' };
    expect(read(raw(impossible)).lastFailedAt).toEqual(now);
    expect(read(raw({})).lastFailedAt).toEqual(now);
  });

  it('takes anything that a broker can deliver', () => {
    const value = fc.anything({ withBigInt: true, withDate: true, maxDepth: 3 });
    const names = fc.constantFrom('x-death', 'x-odd', ...Object.values(HEADERS));
    const headers = fc.dictionary(names, value);
    const properties = fc.record({ headers, messageId: value, correlationId: value });
    const body = fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(properties, body, (someProperties, someBody) => {
        const letter = read({
          deadLetterQueue: 'x.dlq',
          body: someBody,
          properties: someProperties,
        });
        expect(letter.body).toBe(someBody);
        expect(letter.fingerprint).toMatch(/^[0-9a-f]{32}$/);
        expect(letter.lastFailedAt.getTime()).toBeGreaterThanOrEqual(
          letter.firstFailedAt.getTime(),
        );
        expect(letter.errorMessage).not.toBe('');
        expect(() => JSON.parse(letter.properties.toString()) as unknown).not.toThrow();
        const bare = bareLetter(letter);
        expect([bare.body, bare.identity]).toEqual([letter.body, letter.identity]);
      }),
      { numRuns: 500 },
    );
  });
});
