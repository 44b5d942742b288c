import { type LaneReport } from './limit-store';

type Pending = Omit<LaneReport, 'ageMs'> & { readonly at: number };

/** Reports that wait for a trip to ride on. Losing one is safe: its lane stays taken a while longer. */
export class LaneReports {
  private pending: Pending[] = [];

  /**
   * @param keepMs after this a lane is free by itself
   * @param most how many are kept; the newest are worth most
   */
  constructor(
    private readonly keepMs: number,
    private readonly most: number,
  ) {}

  add(report: Pending): void {
    this.pending.push(report);
    if (this.pending.length > this.most) this.pending.shift();
  }

  /** Empties the list. */
  takeAll(): readonly Pending[] {
    const taken = this.pending;
    this.pending = [];
    return taken;
  }

  /** After a trip that failed: telling the same twice does no harm. */
  putBack(reports: readonly Pending[]): void {
    this.pending = [...reports, ...this.pending].slice(-this.most);
  }

  /** What of it is still worth telling. */
  aged(reports: readonly Pending[], now: number): LaneReport[] {
    return reports
      .filter(({ at }) => now - at <= this.keepMs)
      .map(({ at, ...report }) => ({ ...report, ageMs: now - at }));
  }
}
