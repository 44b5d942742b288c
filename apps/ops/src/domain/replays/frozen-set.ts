import { createHash } from 'node:crypto';

/** The hash of no ids. */
export const EMPTY_SET_HASH = createHash('sha256').update('').digest('hex');

/**
 * Continues the hash over the ordered ids of a selection. One link per id, so that it does not depend
 * on how the ids were batched, and a plan that was interrupted goes on from what it stored.
 */
export function hashOn(hash: string, ids: readonly string[]): string {
  return ids.reduce((last, id) => createHash('sha256').update(last).update(id).digest('hex'), hash);
}
