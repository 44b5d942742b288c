/** Values as people read them, in the reader's zone or in UTC. */
export class Formats {
  private readonly parts: Intl.DateTimeFormat;
  /** `UTC`, `GMT+3`. */
  readonly zone: string;

  constructor(
    utc: boolean,
    private readonly now = new Date(),
  ) {
    const timeZone = utc ? 'UTC' : undefined;
    this.parts = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const named = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' });
    const zone = named.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value;
    this.zone = zone === undefined || /^GMT(\+0)?$/.test(zone) ? 'UTC' : zone;
  }

  /** `2026-01-31 08:00:00`. */
  time(iso: string | null | undefined): string {
    if (!iso) return '-';
    const date = new Date(iso);
    return Number.isNaN(date.getTime()) ? iso : this.parts.format(date);
  }

  /** `01-31 08:00:00`; another year: `2025-01-31`. */
  shortTime(iso: string | null | undefined): string {
    const full = this.time(iso);
    if (full.length !== 19) return full;
    return full.startsWith(this.parts.format(this.now).slice(0, 4))
      ? full.slice(5)
      : full.slice(0, 10);
  }

  /** `3h12m` since then. */
  age(iso: string | null | undefined): string {
    return iso ? duration(this.now.getTime() - new Date(iso).getTime()) : '-';
  }
}

/** `12s`, `5m`, `3h12m`, `4d2h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  return hours % 24 === 0 ? `${hours / 24}d` : `${Math.floor(hours / 24)}d${hours % 24}h`;
}

/** Kopecks as text, `150050` -> `1,500.50 RUB`. */
export function money(kopecks: string | null | undefined): string {
  if (kopecks === null || kopecks === undefined || !/^-?\d+$/.test(kopecks)) return '-';
  const sign = kopecks.startsWith('-') ? '-' : '';
  const digits = kopecks.replace('-', '').padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${whole}.${digits.slice(-2)} RUB`;
}

export const count = (value: number): string => value.toLocaleString('en-US');

/** `1 dead letter`, `2 dead letters`. */
export const plural = (value: number, one: string): string =>
  `${count(value)} ${one}${value === 1 ? '' : 's'}`;
