import { list, pointInTime, share, wholeNumber } from './command-option';

const NOW = new Date('2026-03-01T12:00:00.000Z');

describe(pointInTime, () => {
  it.each([
    ['30s', '2026-03-01T11:59:30.000Z'],
    ['45m', '2026-03-01T11:15:00.000Z'],
    ['2h', '2026-03-01T10:00:00.000Z'],
    ['3d', '2026-02-26T12:00:00.000Z'],
    ['1w', '2026-02-22T12:00:00.000Z'],
    ['2026-02-01', '2026-02-01T00:00:00.000Z'],
    ['2026-02-01T08:00:00Z', '2026-02-01T08:00:00.000Z'],
    ['2026-02-01T08:00:00+03:00', '2026-02-01T05:00:00.000Z'],
    ['2026-02-01T08:00:00.5Z', '2026-02-01T08:00:00.500Z'],
  ])('reads %s', (text, expected) => {
    expect(pointInTime(text, NOW)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2',
    'h',
    '-2h',
    '2y',
    '2026-13-01',
    '01.02.2026',
    '2026-02-01 08:00',
    '1e9s',
  ])('refuses "%s"', (text) => {
    expect(() => pointInTime(text, NOW)).toThrow('It is 30m, 2h, 3d');
  });
});

describe(share, () => {
  it.each([
    ['0', 0],
    ['0.05', 0.05],
    ['1', 1],
    ['5%', 0.05],
    ['100%', 1],
  ])('reads %s', (text, expected) => {
    expect(share(text)).toBe(expected);
  });

  it.each(['', ' ', '5', '-0.1', '101%', 'x', 'NaN'])('refuses "%s"', (text) => {
    expect(() => share(text)).toThrow('share from 0 to 1');
  });
});

describe(wholeNumber, () => {
  it.each(['', '0', '11', '1.5', '-1', '1e1', 'x'])('refuses "%s" outside 1 to 10', (text) => {
    expect(() => wholeNumber(1, 10)(text)).toThrow('from 1 to 10');
  });
});

describe(list, () => {
  it('collects what comes with commas and what comes again', () => {
    expect(list('b, c,', list('a', undefined))).toEqual(['a', 'b', 'c']);
  });
});
