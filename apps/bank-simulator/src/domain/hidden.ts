/** Where a planted lie hides a row: a list forgets it, or the bank knows nothing of it at all. */
export const HIDDEN_FROM = ['lists', 'everywhere'] as const;
export type HiddenFrom = (typeof HIDDEN_FROM)[number];

interface Hideable {
  readonly hiddenFrom?: HiddenFrom | undefined;
}

/** The rows that a list shows; all of them without a copy as long as none is hidden. */
export function listed<T extends Hideable>(rows: readonly T[]): readonly T[] {
  return rows.some(({ hiddenFrom }) => hiddenFrom) ? rows.filter((row) => !row.hiddenFrom) : rows;
}

/** The row, unless the bank is to know nothing of it. */
export function known<T extends Hideable>(row: T | undefined): T | undefined {
  return row?.hiddenFrom === 'everywhere' ? undefined : row;
}
