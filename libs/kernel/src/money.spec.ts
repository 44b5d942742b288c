import * as fc from 'fast-check';
import { kopecksToRubles, kopecksToText, rublesToKopecks } from './money';

describe('money', () => {
  it('converts the amounts that floating point gets wrong', () => {
    expect(rublesToKopecks(0.29)).toBe(29n);
    expect(rublesToKopecks(1.1)).toBe(110n);
    expect(rublesToKopecks(4.35)).toBe(435n);
    expect(rublesToKopecks('9007199254740.99')).toBe(900719925474099n);
  });

  it('returns every amount unchanged from a round trip over the wire', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 99_999_999_999_999n }), (kopecks) => {
        expect(rublesToKopecks(kopecksToRubles(kopecks))).toBe(kopecks);
        expect(rublesToKopecks(kopecksToText(kopecks))).toBe(kopecks);
      }),
    );
  });

  it.each([1.001, -1, Number.NaN, Infinity, 1e21, 1e-7, '1,5', '', ' 1', '1.', '0x10'])(
    'refuses %p and does not quote it',
    (value) => {
      const refused = {
        code: 'AMOUNT_INVALID',
        message: expect.not.stringContaining('1,5') as string,
      };
      expect(() => rublesToKopecks(value)).toThrow(expect.objectContaining(refused) as Error);
    },
  );

  it('writes negative kopecks as text', () => {
    expect(kopecksToText(-5n)).toBe('-0.05');
  });
});
