/** What a day or a run is judged by. */
export interface Judged {
  /** Drifts that wait for somebody or something, or were found and are not closed. */
  readonly open: number;
  readonly suspectRuns: number;
  readonly failedRuns: number;
  readonly brakedRuns: number;
  /** Scopes that no believed run has covered in the period. */
  readonly uncovered: readonly string[];
  /** Share of live deals that were compared in the last hour, 0 to 1; null when none were due. */
  readonly coverage: number | null;
}

export interface Verdict {
  readonly green: boolean;
  /** Why not, as sentences with numbers; empty when green. */
  readonly reasons: readonly string[];
}

/** Below this some live deals were looked at by nobody for an hour. */
const LEAST_COVERAGE = 0.95;

/** "Is the day green?" */
export function judge(judged: Judged): Verdict {
  const { open, suspectRuns, failedRuns, brakedRuns, uncovered, coverage } = judged;
  const reasons = [
    ...(open > 0 ? [`${open} drifts are open`] : []),
    ...(suspectRuns > 0 ? [`${suspectRuns} runs did not believe what the bank answered`] : []),
    ...(failedRuns > 0 ? [`${failedRuns} runs failed`] : []),
    ...(brakedRuns > 0 ? [`${brakedRuns} runs were stopped by the brake`] : []),
    ...uncovered.map((scope) => `no run has covered ${scope}`),
    ...(coverage !== null && coverage < LEAST_COVERAGE
      ? [`only ${Math.floor(coverage * 100)} % of live deals were compared in the last hour`]
      : []),
  ];
  return { green: reasons.length === 0, reasons };
}
