import { type SelfEmployedStatus } from '@lk/contracts';

/**
 * The bank's words about an application in ours; `APPROVED` leaves the last word to the person's own.
 * The owner of the registry has the same table: no app imports another, and what the two read
 * differently would show as drift that never closes.
 */
const APPLICATION: Readonly<Record<string, SelfEmployedStatus | 'APPROVED'>> = {
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

const PERSON: Readonly<Record<string, SelfEmployedStatus>> = {
  ACTIVE: 'ACTIVE',
  REGISTRATION_WAIT: 'DRAFT',
  NOT_CONFIRM: 'DRAFT',
  NOT_ACTIVE: 'INACTIVE',
  BLOCKED: 'BLOCKED',
};

/** The bank's two statuses of a person in our words; one that we do not know is never payable. */
export function selfEmployedStatus(
  application: string,
  person: string | undefined,
): SelfEmployedStatus {
  const status = lookUp(APPLICATION, application);
  if (status === undefined) return application.startsWith('MTNG_') ? 'DRAFT' : 'INACTIVE';
  if (status !== 'APPROVED') return status;
  return person === undefined ? 'ACTIVE' : (lookUp(PERSON, person) ?? 'INACTIVE');
}

/** Own entries only: the bank's word may be `constructor`. */
function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
