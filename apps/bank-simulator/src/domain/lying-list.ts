/** How a list lies: in the right form, so that only its meaning can give it away. */
export const LIST_LIES = ['empty', 'half-page', 'half-list'] as const;
/**
 * - `empty`: there is nothing at all;
 * - `half-page`: the second half of the rows is missing, the numbers still count them;
 * - `half-list`: the list ends in its middle, and its numbers agree.
 */
export type ListLie = (typeof LIST_LIES)[number];

interface PagedList {
  readonly offset: number;
  readonly total: number;
  readonly results?: readonly unknown[];
}

/** The answer as the lie tells it; what is no list is left as it is. */
export function lyingList(body: unknown, lie: ListLie): unknown {
  for (const name of ['recipients', 'receipts']) {
    const rows = (body as Record<string, unknown> | null)?.[name];
    if (Array.isArray(rows)) return { [name]: half(rows, lie) };
  }
  return isPaged(body) ? lyingPage(body, lie) : body;
}

function lyingPage(page: PagedList, lie: ListLie): PagedList {
  const { results = [], ...numbers } = page;
  if (lie === 'half-page') return { ...numbers, ...rowsOf(half(results, lie)) };
  const total = lie === 'empty' ? 0 : Math.floor(page.total / 2);
  const rows = results.slice(0, Math.max(0, total - page.offset));
  return { ...numbers, ...{ size: rows.length, total }, ...rowsOf(rows) };
}

/** A list without numbers has no total that could betray where it ends. */
function half(rows: readonly unknown[], lie: ListLie): readonly unknown[] {
  return lie === 'empty' ? [] : rows.slice(0, Math.floor(rows.length / 2));
}

/** Missing when empty, as at the bank. */
const rowsOf = (results: readonly unknown[]) => (results.length > 0 ? { results } : {});

function isPaged(body: unknown): body is PagedList {
  const { offset, total } = (body ?? {}) as Partial<PagedList>;
  return typeof offset === 'number' && typeof total === 'number';
}
