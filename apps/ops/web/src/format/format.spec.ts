import {
  formatKopecks,
  formatSpan,
  formatTime,
  formatUtc,
  prettyBody,
  secondsSince,
  shortId,
} from './format';

/** Separators of the standard are no-break spaces. */
const plain = (text: string): string => text.replace(/\s/g, ' ');

describe('formatKopecks', () => {
  it.each([
    ['0', '₽0.00'],
    ['5', '₽0.05'],
    ['-150', '-₽1.50'],
    ['128450000000', '₽1,284,500,000.00'],
    // One more than a double can hold.
    ['9007199254740993', '₽90,071,992,547,409.93'],
  ])('writes %s as %s', (kopecks, text) => {
    expect(plain(formatKopecks(kopecks, 'en'))).toBe(text);
  });

  it('writes as is usual in Russian, and shortens whole sums when asked', () => {
    expect(plain(formatKopecks('12845050', 'ru'))).toBe('128 450,50 ₽');
    expect(formatKopecks('128450000', 'en', true)).toBe('₽1,284,500');
    expect(formatKopecks('128450050', 'en', true)).toBe('₽1,284,500.50');
  });

  it('leaves what is no number as it came', () => {
    expect(formatKopecks('many', 'en')).toBe('many');
  });
});

describe('formatTime', () => {
  const now = new Date(2026, 10, 25, 12, 0, 0).getTime();
  const iso = (...parts: [number, number, number, number, number, number]) =>
    new Date(...parts).toISOString();

  it('leaves out the day for today and the year for this year', () => {
    expect(formatTime(iso(2026, 10, 25, 3, 4, 5), 'en', now)).toBe('03:04:05');
    expect(formatTime(iso(2026, 10, 24, 3, 4, 5), 'en', now)).toBe('24 Nov, 03:04:05');
    expect(formatTime(iso(2025, 10, 24, 3, 4, 5), 'en', now)).toContain('2025');
  });

  it('leaves what is no time as it came', () => {
    expect(formatTime('soon', 'en', now)).toBe('soon');
    expect(formatUtc('soon')).toBe('soon');
  });

  it('has UTC for everybody', () => {
    expect(formatUtc('2026-11-25T03:04:05.678Z')).toBe('2026-11-25 03:04:05 UTC');
  });
});

describe('formatSpan', () => {
  it.each([
    [-3, '0 sec'],
    [59, '59 sec'],
    [60, '1 min'],
    [7199, '1 h'],
    [200_000, '2 day'],
  ])('has %d seconds in the largest unit', (seconds, text) => {
    expect(formatSpan(seconds, 'en')).toContain(text);
  });

  it('counts from a moment', () => {
    expect(secondsSince('2026-11-25T00:00:00Z', Date.parse('2026-11-25T00:01:30Z'))).toBe(90);
  });
});

describe('shortId', () => {
  it('keeps both ends of a long id and short ids whole', () => {
    expect(shortId('0190a1b2-0000-7000-8000-000000500001')).toBe('0190a1b2…500001');
    expect(shortId('d-70001')).toBe('d-70001');
  });
});

describe('prettyBody', () => {
  it('indents JSON and leaves the rest', () => {
    expect(prettyBody('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(prettyBody('not json')).toBe('not json');
  });
});
