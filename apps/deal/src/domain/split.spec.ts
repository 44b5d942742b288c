import fc from 'fast-check';
import { splitAmount, type SplitPart, type SplitProblem } from './split';

const percents = (...values: (number | string)[]): SplitPart[] =>
  values.map((splitValue) => ({ splitType: 'percent', splitValue }));
const fixed = (...values: number[]): SplitPart[] =>
  values.map((splitValue) => ({ splitType: 'fixed', splitValue }));

describe('splitAmount', () => {
  it.each<[string, bigint, SplitPart[], bigint[]]>([
    ['one part takes everything', 12345n, percents(100), [12345n]],
    ['percents that divide evenly', 10000n, percents(50, 30, 20), [5000n, 3000n, 2000n]],
    ['the remainder to the first', 100n, percents(33.3333, 33.3333, 33.3334), [34n, 33n, 33n]],
    ['the remainder to the first though it is small', 101n, percents(10, 45, 45), [11n, 45n, 45n]],
    ['percents whose binary sum is not 100', 1000n, percents(0.1, 0.2, 99.7), [1n, 2n, 997n]],
    ['four decimals', 1_000_000n, percents(99.9999, 0.0001), [999_999n, 1n]],
    [
      'thirds as exact as they are told',
      10_000_000_001n,
      percents(33.333333, '33.333333', 33.333334),
      [3_333_333_301n, 3_333_333_300n, 3_333_333_400n],
    ],
    ['fixed sums', 150050n, fixed(1000.5, 500), [100050n, 50000n]],
    ['fixed sums whose binary sum is not exact', 30n, fixed(0.1, 0.2), [10n, 20n]],
    ['more kopecks than a double holds', 2n ** 60n, percents(50, 50), [2n ** 59n, 2n ** 59n]],
  ])('gives %s', (_case, amount, parts, shares) => {
    expect(splitAmount(amount, parts)).toEqual({ ok: true, sharesKopecks: shares });
  });

  it.each<[string, bigint, SplitPart[], SplitProblem]>([
    ['percents below 100', 100n, percents(33.3333, 33.3333, 33.3333), 'PERCENTS_DO_NOT_SUM_TO_100'],
    ['percents above 100', 100n, percents(50, 50.0001), 'PERCENTS_DO_NOT_SUM_TO_100'],
    ['fixed sums below the amount', 100n, fixed(0.99), 'FIXED_DO_NOT_SUM_TO_AMOUNT'],
    ['fixed sums above the amount', 100n, fixed(1, 0.01), 'FIXED_DO_NOT_SUM_TO_AMOUNT'],
    ['mixed types', 100n, [...percents(50), ...fixed(0.5)], 'MIXED_SPLIT_TYPES'],
    ['no parts', 100n, [], 'MIXED_SPLIT_TYPES'],
    ['a share of nothing', 100n, percents(99.9999, 0.0001), 'SHARE_IS_ZERO'],
    ['a fixed share of zero', 100n, fixed(1, 0), 'SHARE_IS_ZERO'],
    ['eleven decimals of a percent', 100n, percents('33.33333333333', 50), 'VALUE_TOO_PRECISE'],
    ['parts of a kopeck', 100n, fixed(0.995, 0.005), 'VALUE_TOO_PRECISE'],
    ['a number with an exponent', 100n, percents(1e-7, 100), 'VALUE_TOO_PRECISE'],
    ['a negative value', 100n, percents(150, -50), 'VALUE_TOO_PRECISE'],
  ])('refuses %s', (_case, amount, parts, problem) => {
    expect(splitAmount(amount, parts)).toEqual({ ok: false, problem });
  });

  /** Percents in ten-thousandths that sum to 100, cut out of the whole at random places. */
  const anyPercents = fc
    .uniqueArray(fc.integer({ min: 1, max: 999_999 }), { minLength: 0, maxLength: 8 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 1_000_000])
    .map((marks) => marks.slice(1).map((mark, index) => mark - (marks[index] ?? 0)));

  it('always shares out the whole amount, each by its percent and the first with the rest', () => {
    fc.assert(
      fc.property(anyPercents, fc.bigInt(1_000_000n, 10n ** 15n), (units, amount) => {
        const result = splitAmount(amount, percents(...units.map((unit) => unit / 10_000)));
        if (!result.ok) throw new Error(result.problem);
        const shares = result.sharesKopecks;
        expect(shares.reduce((a, b) => a + b, 0n)).toBe(amount);
        shares.forEach((share, index) => {
          const exact = (amount * BigInt(units[index] ?? 0)) / 1_000_000n;
          const most = index === 0 ? exact + BigInt(units.length) : exact;
          expect(share >= exact && share <= most).toBe(true);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('takes fixed sums as they are whenever they make up the amount', () => {
    const kopecks = fc.array(fc.integer({ min: 1, max: 10 ** 11 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(kopecks, (shares) => {
        const amount = shares.reduce((total, share) => total + BigInt(share), 0n);
        const parts = fixed(...shares.map((share) => share / 100));
        const sharesKopecks = shares.map(BigInt);
        expect(splitAmount(amount, parts)).toEqual({ ok: true, sharesKopecks });
        expect(splitAmount(amount + 1n, parts)).toMatchObject({ ok: false });
      }),
      { numRuns: 1000 },
    );
  });
});
