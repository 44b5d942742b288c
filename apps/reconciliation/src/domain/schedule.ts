import { type Scope } from './finding';

export interface Intervals {
  readonly deals: number;
  readonly payouts: number;
  readonly 'self-employed': number;
}

export interface DueRun {
  readonly scope: Scope | 'all';
  readonly mode: 'incremental' | 'sweep';
}

export interface LastRuns {
  /** When the last scheduled run of a scope was asked for, sweeps included. */
  readonly incremental: Readonly<Partial<Record<Scope, Date>>>;
  readonly sweep: Date | undefined;
}

const HOUR_MS = 3_600_000;

/**
 * What is due now. The nightly sweep reads everything and stands for the runs that would have come
 * then; it is made up for until noon of the next day when nobody ran at its hour.
 */
export function dueRuns(
  now: Date,
  last: LastRuns,
  intervals: Intervals,
  sweepHourUtc: number,
): DueRun[] {
  if (sweepDue(now, last.sweep, sweepHourUtc)) return [{ scope: 'all', mode: 'sweep' }];
  const scopes: readonly Scope[] = ['deals', 'payouts', 'self-employed'];
  return scopes
    .filter((scope) => intervals[scope] > 0)
    .filter((scope) => {
      const before = last.incremental[scope];
      return before === undefined || now.getTime() - before.getTime() >= intervals[scope];
    })
    .map((scope) => ({ scope, mode: 'incremental' }));
}

/** Long enough that a night's outage does not cost the sweep, short of the next night. */
const MADE_UP_FOR_MS = 12 * HOUR_MS;

function sweepDue(now: Date, last: Date | undefined, hourUtc: number): boolean {
  if (hourUtc < 0) return false;
  const occasion = new Date(now);
  occasion.setUTCHours(hourUtc, 0, 0, 0);
  if (occasion > now) occasion.setUTCDate(occasion.getUTCDate() - 1);
  const missedBy = now.getTime() - occasion.getTime();
  return missedBy < MADE_UP_FOR_MS && (last === undefined || last < occasion);
}
