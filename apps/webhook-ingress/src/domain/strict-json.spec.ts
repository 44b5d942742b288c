import * as fc from 'fast-check';
import { parseStrictObject, StrictJsonError } from './strict-json';

const parse = (text: string): unknown => parseStrictObject(Buffer.from(text)).value;

describe('parseStrictObject', () => {
  it('agrees with JSON.parse on every object without dangerous keys', () => {
    const safeKey = fc
      .string()
      .filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(safeKey, tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(
        fc.dictionary(safeKey, value),
        fc.integer({ min: 0, max: 3 }),
        (object, indent) => {
          const text = JSON.stringify(object, undefined, indent);
          expect(parse(text)).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('hands out the exact text of top-level values', () => {
    const text = ' {"a" : 1.10 , "b":{"a":[1, 2]}\n,"c": "x,}" ,"d":12345678901234567890}';
    const object = parseStrictObject(Buffer.from(text));
    expect(object.rawOf('a')).toBe('1.10');
    expect(object.rawOf('b')).toBe('{"a":[1, 2]}');
    expect(object.rawOf('c')).toBe('"x,}"');
    expect(object.rawOf('d')).toBe('12345678901234567890');
    expect(object.rawOf('e')).toBeUndefined();
  });

  it.each([
    ['{"a":1,"a":2}', 'DUPLICATE_KEY'],
    ['{"a":1,"\\u0061":2}', 'DUPLICATE_KEY'],
    ['{"x":[{"b":1,"c":{},"b":2}]}', 'DUPLICATE_KEY'],
    ['{"__proto__":{}}', 'DANGEROUS_KEY'],
    ['{"\\u005f_proto__":{}}', 'DANGEROUS_KEY'],
    ['{"constructor":{"prototype":{}}}', 'DANGEROUS_KEY'],
    ['[1]', 'NOT_AN_OBJECT'],
    ['"text"', 'NOT_AN_OBJECT'],
    ['null', 'NOT_AN_OBJECT'],
    ['', 'NOT_JSON'],
    ['{"a":1', 'NOT_JSON'],
    ['{"a":1}}', 'NOT_JSON'],
    [`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 'TOO_DEEP'],
    ['['.repeat(40), 'TOO_DEEP'],
  ])('refuses %s with %s', (text, reason) => {
    expect(() => parse(text)).toThrow(new StrictJsonError(reason));
  });

  it('tells the same key in different objects from a duplicate', () => {
    expect(parse('{"a":{"a":1},"b":[{"a":2},{"a":3}],"constructor":"x"}')).toBeDefined();
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseStrictObject(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow('NOT_UTF8');
  });

  it('never throws anything but its own error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[{}[\]",:\\au0 ]{0,40}$/)), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(StrictJsonError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
