import { type Grouping, type GroupView, type LetterFilter } from '../../api/types';

const HOUR_MS = 3_600_000;

/** The filter that finds the letters of a group; null for what has no name (no type, no code). */
export function filterOfGroup(by: Grouping, key: GroupView['key']): LetterFilter | null {
  if (key === null) return null;
  switch (by) {
    case 'cause':
      return { fingerprint: key };
    case 'queue':
      return { queue: key };
    case 'type':
      return { type: key };
    case 'deal':
      return { dealId: key };
    case 'bank-error-code':
      return { bankErrorCode: key };
    case 'hour':
      return { since: key, until: new Date(Date.parse(key) + HOUR_MS).toISOString() };
  }
}
