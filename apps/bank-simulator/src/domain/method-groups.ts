import { type RateLimit } from './rate-limiter';

/** What the bank counts apart. */
export const METHOD_GROUPS = [
  'deals',
  'steps',
  'payments',
  'self-employed.recipients',
  'self-employed.list',
  'self-employed.receipts',
  'other',
] as const;

export type MethodGroup = (typeof METHOD_GROUPS)[number];
export type RateLimits = Partial<Record<MethodGroup, RateLimit>>;

/**
 * The group that counts a request. A further page of the self-employed list is not another list: it
 * counts against the 1 a second of the recipients, not against the list's own interval.
 */
export function countedGroup(group: MethodGroup, body: unknown): MethodGroup {
  if (group !== 'self-employed.list') return group;
  const { offset } = (body ?? {}) as { offset?: unknown };
  return typeof offset === 'number' && offset > 0 ? 'self-employed.recipients' : group;
}

const LIMIT_ENTRY = /^([a-z.-]+)=(\d{1,9})\/(\d{1,9})$/;

/**
 * Limits of an environment variable, `payments=5/1000,deals=20/1000` (requests / milliseconds);
 * nothing when the text cannot be understood.
 */
export function parseRateLimits(text: string): RateLimits | undefined {
  const limits: RateLimits = {};
  for (const part of text.split(',').filter((entry) => entry.trim() !== '')) {
    const [, name, limit, windowMs] = LIMIT_ENTRY.exec(part.trim()) ?? [];
    const group = METHOD_GROUPS.find((candidate) => candidate === name);
    if (!group || Number(limit) < 1 || Number(windowMs) < 1) return undefined;
    limits[group] = { limit: Number(limit), windowMs: Number(windowMs) };
  }
  return limits;
}
