import { randomBytes } from 'node:crypto';
import { type AppError } from '@lk/kernel';
import fc from 'fast-check';
import { DataCipher, type DataKey, parseDataKeys, type Sealed } from './data-cipher';

const key = (id: string): DataKey => ({ id, secret: randomBytes(32) });
const [old, current] = [key('2025'), key('2026')];
const cipher = new DataCipher([current, old]);
const plain = Buffer.from('{"inn":"770708389312"}');

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'opened';
}

describe('DataCipher', () => {
  it('gives back any bytes, and never seals twice to the same ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        const body = Buffer.from(bytes);
        const [one, two] = [cipher.seal('a', 'body', body), cipher.seal('a', 'body', body)];
        expect(cipher.open('a', 'body', one).equals(body)).toBe(true);
        expect(one.bytes.equals(two.bytes)).toBe(false);
        expect(one.bytes.length).toBe(body.length + 28);
      }),
    );
  });

  it('shows nothing of what it sealed', () => {
    expect(cipher.seal('a', 'body', plain).bytes.includes('770708389312')).toBe(false);
  });

  it('opens what an older key sealed, and seals with the first', () => {
    const sealed = new DataCipher([old]).seal('a', 'body', plain);
    expect(sealed.keyId).toBe('2025');
    expect(cipher.open('a', 'body', sealed).equals(plain)).toBe(true);
    expect(cipher.seal('a', 'body', plain).keyId).toBe('2026');
  });

  it('opens nothing with another key of the same name', () => {
    const sealed = new DataCipher([key('2026')]).seal('a', 'body', plain);
    expect(codeOf(() => cipher.open('a', 'body', sealed))).toBe('DATA_UNREADABLE');
  });

  it('says which key is missing', () => {
    const sealed = new DataCipher([key('1999')]).seal('a', 'body', plain);
    expect(codeOf(() => cipher.open('a', 'body', sealed))).toBe('DATA_KEY_UNKNOWN');
    expect(codeOf(() => new DataCipher([]).open('a', 'body', sealed))).toBe('DATA_KEY_UNKNOWN');
  });

  it('opens nothing of which any single bit was changed', () => {
    const sealed = cipher.seal('a', 'body', plain);
    for (let bit = 0; bit < sealed.bytes.length * 8; bit += 1) {
      const bytes = Buffer.from(sealed.bytes);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codeOf(() => cipher.open('a', 'body', { ...sealed, bytes }))).toBe('DATA_UNREADABLE');
    }
  });

  it('opens nothing that was cut or made longer, down to no bytes at all', () => {
    const sealed = cipher.seal('a', 'body', plain);
    for (let length = 0; length < sealed.bytes.length; length += 1) {
      const bytes = sealed.bytes.subarray(0, length);
      expect(codeOf(() => cipher.open('a', 'body', { ...sealed, bytes }))).toBe('DATA_UNREADABLE');
    }
    const bytes = Buffer.concat([sealed.bytes, Buffer.from([0])]);
    expect(codeOf(() => cipher.open('a', 'body', { ...sealed, bytes }))).toBe('DATA_UNREADABLE');
  });

  it('opens nothing that was moved to another row, field or key', () => {
    const sealed = cipher.seal('a', 'body', plain);
    const moved: [string, string, Sealed][] = [
      ['b', 'body', sealed],
      ['a', 'properties', sealed],
      ['a', 'body', { ...sealed, keyId: '2025' }],
    ];
    for (const [id, field, value] of moved) {
      expect(codeOf(() => cipher.open(id, field, value))).toBe('DATA_UNREADABLE');
    }
  });

  it('keeps bytes plain without a key, and says so', () => {
    const open = new DataCipher([]);
    expect(open.currentKeyId).toBeNull();
    expect(open.seal('a', 'body', plain)).toEqual({ keyId: null, bytes: plain });
    expect(cipher.open('a', 'body', { keyId: null, bytes: plain })).toBe(plain);
  });
});

describe('parseDataKeys', () => {
  const secret = randomBytes(32).toString('base64');

  it('reads one key or several, the first first', () => {
    const keys = parseDataKeys(`b:${secret}, a:${secret}`);
    expect(keys?.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(keys?.[0]?.secret.toString('base64')).toBe(secret);
  });

  it.each([
    ['no id', secret],
    ['an empty id', `:${secret}`],
    ['a short key', `a:${randomBytes(16).toString('base64')}`],
    ['a long key', `a:${randomBytes(64).toString('base64')}`],
    ['no base64', `a:${'*'.repeat(44)}`],
    ['an id twice', `a:${secret},a:${secret}`],
    ['an empty part', `a:${secret},`],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(parseDataKeys(text)).toBeUndefined();
  });
});
