/** Figures for people. The language decides separators; the zone of times is the reader's own. */
const LOCALES: Readonly<Record<string, string>> = { en: 'en-GB', ru: 'ru-RU' };

const localeOf = (language: string): string => LOCALES[language] ?? 'en-GB';

/**
 * Kopecks as text, without arithmetic in floating point: `1234567` is 12 345.67.
 * @param short without the kopecks when there are none
 */
export function formatKopecks(kopecks: string, language: string, short = false): string {
  const negative = kopecks.startsWith('-');
  const digits = (negative ? kopecks.slice(1) : kopecks).padStart(3, '0');
  const decimal = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  if (!/^\d+\.\d{2}$/.test(decimal)) return kopecks;
  const format = new Intl.NumberFormat(localeOf(language), {
    style: 'currency',
    currency: 'RUB',
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: short ? 'stripIfInteger' : 'auto',
  });
  return format.format(`${negative ? '-' : ''}${decimal}` as Intl.StringNumericLiteral);
}

export const formatCount = (count: number, language: string): string =>
  new Intl.NumberFormat(localeOf(language)).format(count);

export const formatPercent = (share: number, language: string): string =>
  new Intl.NumberFormat(localeOf(language), { style: 'percent', maximumFractionDigits: 1 }).format(
    share,
  );

/** Date and time to the second in the reader's zone; the day is left out for today. */
export function formatTime(iso: string, language: string, now: number): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const isToday = date.toDateString() === new Date(now).toDateString();
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  const day = isToday
    ? {}
    : ({ day: '2-digit', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) } as const);
  return new Intl.DateTimeFormat(localeOf(language), { ...day, ...time }).format(date);
}

/** For an axis of days. */
export function formatDayAndHour(iso: string, language: string): string {
  const parts = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat(localeOf(language), { ...parts, hourCycle: 'h23' });
  return format.format(new Date(iso));
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A span in its largest unit: `3 min`, `2 days`. */
export function formatSpan(seconds: number, language: string): string {
  const span = Math.max(0, seconds);
  const [unit, size] = UNITS.find(([, length]) => span >= length) ?? UNITS[UNITS.length - 1]!;
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(localeOf(language), style).format(Math.floor(span / size));
}

export const secondsSince = (iso: string, now: number): number =>
  (now - new Date(iso).getTime()) / 1000;

/** For a title: the same moment for everybody. */
export function formatUtc(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : `${date.toISOString().replace('T', ' ').slice(0, 19)} UTC`;
}

/** A day as a report is asked for, of the reader's calendar in UTC. */
export const utcDay = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** Indented when it is JSON, else as it is. */
export function prettyBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

const SHORTEN_FROM = 24;

/** Begin and end of a long id: ids of one day begin alike, their ends tell them apart. */
export const shortId = (id: string): string =>
  id.length < SHORTEN_FROM ? id : `${id.slice(0, 8)}…${id.slice(-6)}`;
