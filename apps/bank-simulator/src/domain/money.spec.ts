import * as fc from 'fast-check';
import { kopecksFromRubles, rublesFromKopecks } from './money';

describe('money of the wire', () => {
  it.each([
    [0.29, 29n],
    [1.1, 110n],
    [1234567.89, 123456789n],
    [10, 1000n],
    [9_999_999_999_999.99, 999_999_999_999_999n],
  ])('reads %d rubles exactly', (rubles, kopecks) => {
    expect(kopecksFromRubles(rubles)).toBe(kopecks);
  });

  it.each([['1.00'], [-1], [0.001], [1e21], [NaN], [undefined], [null]])(
    'does not take %p for an amount',
    (value) => expect(kopecksFromRubles(value)).toBeUndefined(),
  );

  it('survives the way through JSON for every amount of up to 13 digits of rubles', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 999_999_999_999_999n }), (kopecks) => {
        const wire = JSON.parse(JSON.stringify(rublesFromKopecks(kopecks))) as unknown;
        expect(kopecksFromRubles(wire)).toBe(kopecks);
      }),
    );
  });
});
