import { duration, Formats, money, plural } from './formats';

describe(Formats, () => {
  const formats = new Formats(true, new Date('2026-11-25T12:00:00Z'));

  it('shows times in UTC, shortly where the year is this one', () => {
    expect(formats.zone).toBe('UTC');
    expect(formats.time('2026-01-31T08:00:00.123Z')).toBe('2026-01-31 08:00:00');
    expect(formats.shortTime('2026-01-31T08:00:00Z')).toBe('01-31 08:00:00');
    expect(formats.shortTime('2025-01-31T08:00:00Z')).toBe('2025-01-31');
    expect(formats.time(null)).toBe('-');
    expect(formats.time('not a time')).toBe('not a time');
    expect(formats.age('2026-11-25T08:48:00Z')).toBe('3h12m');
  });
});

describe(duration, () => {
  it.each([
    [-5, '0s'],
    [12_000, '12s'],
    [300_000, '5m'],
    [3_600_000, '1h'],
    [11_520_000, '3h12m'],
    [352_800_000, '4d2h'],
  ])('%i ms is %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

describe(money, () => {
  it.each([
    ['0', '0.00 RUB'],
    ['5', '0.05 RUB'],
    ['150050', '1,500.50 RUB'],
    ['-150050', '-1,500.50 RUB'],
    ['90071992547409919', '900,719,925,474,099.19 RUB'],
    [null, '-'],
    ['1.5', '-'],
  ])('%s is %s', (kopecks, text) => {
    expect(money(kopecks)).toBe(text);
  });
});

it('counts in words', () => {
  expect([plural(1, 'dead letter'), plural(10_000, 'dead letter')]).toEqual([
    '1 dead letter',
    '10,000 dead letters',
  ]);
});
