import { CANARIES, CANARY, canaryPhone } from './canaries';
import { LeakSearch } from './leak-search';

const search = new LeakSearch(CANARIES);
const found = (text: string): string[] =>
  search.find('test: here', text).map((leak) => leak.canary);

const bytes = (offset: number): Buffer => Buffer.from(`${'x'.repeat(offset)}${CANARY.surname}yy`);
const escaped = [...CANARY.surname]
  .map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  .join('');

describe('LeakSearch', () => {
  it.each([
    ['raw', `x${CANARY.surname}y`],
    ['in capitals', CANARY.surname.toUpperCase()],
    ['percent-encoded', `/deals?name=${encodeURIComponent(CANARY.surname)}`],
    ['percent-encoded in small letters', encodeURIComponent(CANARY.surname).toLowerCase()],
    ['escaped in JSON', `"${escaped}"`],
    ['in hex, as Postgres shows bytes', `\\x${bytes(3).toString('hex')}`],
    ['in base64', bytes(0).toString('base64')],
    ['in base64 at the second offset', bytes(1).toString('base64')],
    ['in base64 at the third offset', bytes(2).toString('base64')],
    ['in base64 for addresses', bytes(1).toString('base64url')],
    ['as bytes read one by one', bytes(0).toString('latin1')],
  ])('finds a name %s', (_how, text) => {
    expect(found(text)).toContain('surname');
  });

  it.each([0, 1, 2, 3])('finds a phone in spelling %i', (number) => {
    expect(found(`{"phone":"${canaryPhone(number)}"}`)).toContain('phone');
  });

  it.each(CANARIES)('finds $name', ({ name, value }) => {
    expect(found(`{"a":"${value}"}`)).toContain(name);
  });

  it('finds nothing where nothing is', () => {
    expect(found('{"time":"2026-01-15T10:00:00.000Z","dealId":"a4f4d8f0-4f0e-4a9e"}')).toEqual([]);
  });

  it('counts what it searched by kind of place', () => {
    const own = new LeakSearch(CANARIES);
    own.find('log: deal', 'abc');
    own.find('log: payout', 'de');
    expect(own.searched).toEqual({ log: 5 });
  });
});
