/** Codes of what is not believed about the bank's answers; a run with one repairs nothing. */
export const SUSPICIONS = [
  'EMPTY_LIST',
  'TOTAL_SHRUNK',
  'SHORT_PAGE',
  'REPEATED_PAGE',
  'PAGE_FAILED',
  'OWNER_FAILED',
  'IMPLAUSIBLE_ENDS',
  'LIST_DISAGREES',
] as const;
export type Suspicion = (typeof SUSPICIONS)[number];

/** What is known of a list while it is walked; kept with the cursor of the run. */
export interface ListWalk {
  readonly offset: number;
  /** What the bank said at the page before; undefined before the first. */
  readonly total?: number;
  /** The longest page so far: the bank may cut pages to a length of its own, but to one. */
  readonly longest?: number;
}

export interface ListPage {
  readonly total: number;
  readonly rows: number;
  /** How many of the rows this walk had met before. */
  readonly repeated: number;
}

export interface ListExpectations {
  /** Records of ours that the bank must know. */
  readonly known: number;
  /** The total of the last run that was believed. */
  readonly lastTotal: number | undefined;
}

/** A person at the bank may delete a draft; more than this share of a list does not go away. */
const TOLERATED_LOSS = 0.01;

/** What is wrong with a page of a list of the bank; undefined when it can be believed. */
export function watchPage(
  walk: ListWalk,
  page: ListPage,
  { known, lastTotal }: ListExpectations,
): Suspicion | undefined {
  const { total, rows, repeated } = page;
  if (total === 0 && known > 0) return 'EMPTY_LIST';
  if (isLess(total, lastTotal) || isLess(total, walk.total)) return 'TOTAL_SHRUNK';
  const isLast = walk.offset + rows >= total;
  if (!isLast && (rows === 0 || rows < (walk.longest ?? rows))) return 'SHORT_PAGE';
  if (!isLast && rows > 0 && repeated === rows) return 'REPEATED_PAGE';
  return undefined;
}

/** Where the walk goes on; undefined behind the last page. */
export function nextWalk(walk: ListWalk, { total, rows }: ListPage): ListWalk | undefined {
  const offset = walk.offset + rows;
  if (offset >= total) return undefined;
  return { offset, total, longest: Math.max(walk.longest ?? 0, rows) };
}

const isLess = (total: number, before: number | undefined): boolean =>
  before !== undefined && total < before - Math.max(1, Math.floor(before * TOLERATED_LOSS));
