import { quantile, ratioOf, spreadOf } from './statistics';

describe(quantile, () => {
  it('takes the value that so many do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1)]).toEqual([
      50, 99, 100,
    ]);
  });

  it('takes the only value there is', () => {
    expect(quantile([7], 0.5)).toBe(7);
  });
});

describe(spreadOf, () => {
  it('has the middle one of an odd number', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  });

  it('has the mean of the middle two of an even number', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  });
});

describe(ratioOf, () => {
  it('compares within a round, so that a drift of the machine cancels out', () => {
    expect(ratioOf([10, 20, 40], [20, 40, 80])).toEqual({ median: 0.5, min: 0.5, max: 0.5 });
  });
});
