import { type BreakerPhase } from './circuit-breaker';
import { type BreakerRow } from './breaker-store';

/** The shared row as this process last saw it, and how far it can be trusted. */
export class BreakerView {
  private row: BreakerRow | undefined;
  private seenAt = 0;

  /**
   * @param me our id in the row
   * @param staleMs a view older than this is no view: the database cannot be reached
   * @param now milliseconds of a clock that never goes back
   */
  constructor(
    private readonly me: string,
    private readonly staleMs: number,
    private readonly now: () => number,
  ) {}

  /** The last row, however old. */
  get last(): BreakerRow | undefined {
    return this.row;
  }

  /** The row, when it is fresh enough to decide by. */
  get fresh(): BreakerRow | undefined {
    return this.row && this.ageMs <= this.staleMs ? this.row : undefined;
  }

  /**
   * Takes a row over, unless a newer one was seen since it was asked for.
   * @param askedAt when the statement was sent, by the clock of this view
   */
  adopt(row: BreakerRow, askedAt: number): boolean {
    if (this.row && row.epoch < this.row.epoch && askedAt <= this.seenAt) return false;
    this.row = row;
    this.seenAt = this.now();
    return true;
  }

  /** Until somebody may probe, in milliseconds, when the row tells. */
  waitMs(row: BreakerRow): number {
    const spanMs = row.state === 'open' ? row.openForMs : row.probeForMs;
    return Math.max(0, spanMs - this.ageMs);
  }

  /** What the row says to a process that has no probe under way. */
  phase(row: BreakerRow): BreakerPhase {
    if (row.state === 'closed') return 'closed';
    if (row.state === 'open') return this.waitMs(row) > 0 ? 'open' : 'due';
    // A probe of ours, though none is under way: its claim or its end was lost on the way.
    if (row.probeBy === this.me) return 'due';
    return this.waitMs(row) > 0 ? 'probing' : 'due';
  }

  private get ageMs(): number {
    return this.now() - this.seenAt;
  }
}
