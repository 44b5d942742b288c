import { type OpsClient, type Query } from '../api/ops-client';
import { type CommandOption, wholeNumber } from '../command-option';

export interface PageFlags {
  readonly limit?: number;
  readonly after?: string;
  readonly all?: boolean;
}

export const PAGE_OPTIONS: readonly CommandOption[] = [
  { flags: '--limit <n>', description: 'at most so many', parse: wholeNumber(1, 100_000) },
  { flags: '--after <cursor>', description: 'go on after the page with this cursor' },
  { flags: '--all', description: 'all pages' },
];

export const DEFAULT_LIMIT = 50;
/** The API's largest page. */
const PAGE = 500;

/** One answer out of as many pages as the person wants. */
export async function readPages<K extends string, T>(
  api: OpsClient,
  path: string,
  key: K,
  query: Query,
  { limit, after, all }: PageFlags,
): Promise<Record<K, readonly T[]> & { readonly next: string | null }> {
  const wanted = limit ?? (all ? Number.POSITIVE_INFINITY : DEFAULT_LIMIT);
  const rows: T[] = [];
  let next: string | null = after ?? null;
  do {
    const size = Math.min(PAGE, wanted - rows.length);
    const page = await api.get<Record<string, unknown>>(path, {
      ...query,
      after: next,
      limit: size,
    });
    rows.push(...((page[key] ?? []) as T[]));
    next = (page.next ?? null) as string | null;
  } while (next !== null && rows.length < wanted);
  return { [key]: rows, next } as Record<K, readonly T[]> & { readonly next: string | null };
}

/** How to see what a list does not show. */
export const moreText = (next: string | null): string | undefined =>
  next === null ? undefined : `There are more: --all, --limit <n> or --after ${next}`;
