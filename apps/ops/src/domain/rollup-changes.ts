import { type Cause, type LetterKind } from './dead-letter';
import { isUnsettled, type LetterStatus } from './letter-status';

/** What the rollups count of one letter. */
export interface Counted extends Cause {
  readonly status: LetterStatus;
  readonly dealKey: string | undefined;
  readonly amountKopecks: bigint;
  readonly lastFailedAt: Date;
  readonly errorMessage: string;
}

interface Counts {
  total: number;
  open: number;
  replaying: number;
  openKopecks: bigint;
}

export interface GroupChange extends Counts {
  readonly fingerprint: string;
  readonly queue: string;
  readonly kind: LetterKind;
  readonly type: string | undefined;
  readonly errorCode: string;
  readonly bankErrorCode: string | undefined;
  readonly sample: string;
  firstAt: Date;
  lastAt: Date;
}

export interface HourChange extends Counts {
  readonly fingerprint: string;
  readonly hour: Date;
}

export interface DealChange extends Counts {
  readonly dealKey: string;
  firstAt: Date;
  lastAt: Date;
}

const HOUR_MS = 3_600_000;
const none = (): Counts => ({ total: 0, open: 0, replaying: 0, openKopecks: 0n });

/**
 * The difference that letters coming, going and changing make to every rollup, added up, each list
 * sorted by its key: rows are locked in one order by everybody, so nobody waits in a circle.
 */
export class RollupChanges {
  private readonly groups = new Map<string, GroupChange>();
  private readonly hours = new Map<string, HourChange>();
  private readonly deals = new Map<string, DealChange>();

  came(letter: Counted): void {
    this.count(letter, 1);
  }

  went(letter: Counted): void {
    this.count(letter, -1);
  }

  get byGroup(): GroupChange[] {
    return sorted(this.groups);
  }

  get byHour(): HourChange[] {
    return sorted(this.hours);
  }

  get byDeal(): DealChange[] {
    return sorted(this.deals);
  }

  private count(letter: Counted, sign: 1 | -1): void {
    const { fingerprint, dealKey, lastFailedAt: at } = letter;
    const hour = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
    const group = upsert(this.groups, fingerprint, () => groupOf(letter));
    add(group, letter, sign);
    widen(group, at);
    const hourKey = `${fingerprint} ${hour.toISOString()}`;
    add(
      upsert(this.hours, hourKey, () => ({ ...none(), fingerprint, hour })),
      letter,
      sign,
    );
    if (dealKey === undefined) return;
    const deal = upsert(this.deals, dealKey, () => ({
      ...none(),
      dealKey,
      firstAt: at,
      lastAt: at,
    }));
    add(deal, letter, sign);
    widen(deal, at);
  }
}

function groupOf(letter: Counted): GroupChange {
  const { fingerprint, queue, kind, type, errorCode, bankErrorCode, lastFailedAt } = letter;
  const cause = { fingerprint, queue, kind, type, errorCode, bankErrorCode };
  const sample = letter.errorMessage;
  return { ...none(), ...cause, sample, firstAt: lastFailedAt, lastAt: lastFailedAt };
}

function upsert<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function add(counts: Counts, { status, amountKopecks }: Counted, sign: 1 | -1): void {
  counts.total += sign;
  if (status === 'replaying') counts.replaying += sign;
  if (!isUnsettled(status)) return;
  counts.open += sign;
  counts.openKopecks += sign === 1 ? amountKopecks : -amountKopecks;
}

function widen(range: { firstAt: Date; lastAt: Date }, at: Date): void {
  if (at < range.firstAt) range.firstAt = at;
  if (at > range.lastAt) range.lastAt = at;
}

function sorted<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
}
