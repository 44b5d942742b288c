/** The shape of every paged answer of the nominal-accounts methods. */
export interface Page<T> {
  offset: number;
  limit: number;
  /** Rows in this answer. */
  size: number;
  /** Rows matching. */
  total: number;
  /** Missing when empty, as at the bank. */
  results?: T[];
}

export interface PageRequest {
  offset: number;
  limit: number;
}

/** Cuts one page out of all matching rows; only the rows of the page are turned into wire rows. */
export function pageOf<R, T>(
  rows: readonly R[],
  { offset, limit }: PageRequest,
  toWire: (row: R) => T,
): Page<T> {
  const results = rows.slice(offset, offset + limit).map(toWire);
  const page = { offset, limit, size: results.length, total: rows.length };
  return results.length > 0 ? { ...page, results } : page;
}
