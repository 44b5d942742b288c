import { contractViolation } from '../../domain/bank-refusal';
import { type PageRequest } from '../../domain/page';

/** Query parameters as the framework hands them over. */
export type Query = Record<string, string | undefined>;

const INT32_MAX = 2_147_483_647;

/** `offset` and `limit` with the bank's defaults; the answer's `limit` tells what was cut. */
export function pageRequestOf(query: Query, maxPageLimit: number): PageRequest {
  return {
    offset: integerOf(query, 'offset', { fallback: 0, min: 0 }),
    limit: Math.min(maxPageLimit, integerOf(query, 'limit', { fallback: 50, min: 1 })),
  };
}

function integerOf(
  query: Query,
  name: string,
  { fallback, min }: { fallback: number; min: number },
): number {
  const text = query[name];
  if (text === undefined) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (value < min || value > INT32_MAX) throw contractViolation(name, `int32, at least ${min}`);
  return value;
}
