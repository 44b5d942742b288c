import { type SelfEmployedStatus } from '@lk/contracts';

/**
 * The bank's words about an application: what they say alone. `APPROVED` leaves the last word to the
 * person's own status; everything else decides by itself, because nobody is paid before the
 * application is through, whatever the tax service thinks of the person.
 */
export const APPLICATION_STATUSES: Readonly<Record<string, SelfEmployedStatus | 'APPROVED'>> = {
  DRAFT: 'DRAFT',
  PROCESSING: 'DRAFT',
  MTNG_WAIT: 'DRAFT',
  MTNG_SCHD: 'DRAFT',
  MTNG_CANC: 'DRAFT',
  REGISTRATION_WAIT: 'DRAFT',
  NOT_CONFIRM: 'DRAFT',
  ACTIVE: 'APPROVED',
  BLOCKED: 'BLOCKED',
  NOT_ACTIVE: 'INACTIVE',
  PROCESSING_ERROR: 'INACTIVE',
  REJECTED: 'INACTIVE',
  ERROR: 'INACTIVE',
  DELETED: 'INACTIVE',
};

/** The bank's words about a person whose application is through. */
export const PERSON_STATUSES: Readonly<Record<string, SelfEmployedStatus>> = {
  ACTIVE: 'ACTIVE',
  REGISTRATION_WAIT: 'DRAFT',
  NOT_CONFIRM: 'DRAFT',
  NOT_ACTIVE: 'INACTIVE',
  BLOCKED: 'BLOCKED',
};

/** A meeting may get stages that this list does not know yet; it is a meeting still. */
const MEETING_PREFIX = 'MTNG_';

/**
 * The bank's two statuses in our words. `ACTIVE` is the only answer that lets money go, so it needs
 * both to be ACTIVE, or the first alone where the bank gives no second. A word we do not know is
 * INACTIVE: never payable, and visible as a change.
 */
export function selfEmployedStatus(
  application: string,
  person: string | undefined,
): SelfEmployedStatus {
  const status = lookUp(APPLICATION_STATUSES, application);
  if (status === undefined) return application.startsWith(MEETING_PREFIX) ? 'DRAFT' : 'INACTIVE';
  if (status !== 'APPROVED') return status;
  return person === undefined ? 'ACTIVE' : (lookUp(PERSON_STATUSES, person) ?? 'INACTIVE');
}

/** Own entries only: the bank's word may be `constructor`. */
function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
