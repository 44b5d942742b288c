/** The bank's list, and BLOCKED of the specification. */
export const RECIPIENT_STATUSES = [
  'DRAFT',
  'PROCESSING',
  'PROCESSING_ERROR',
  'MTNG_WAIT',
  'MTNG_SCHD',
  'MTNG_CANC',
  'ACTIVE',
  'BLOCKED',
  'REJECTED',
  'ERROR',
  'DELETED',
] as const;
export type RecipientStatus = (typeof RECIPIENT_STATUSES)[number];

export const SELF_EMPLOYED_STATUSES = [
  'ACTIVE',
  'NOT_ACTIVE',
  'REGISTRATION_WAIT',
  'NOT_CONFIRM',
] as const;
export type SelfEmployedStatus = (typeof SELF_EMPLOYED_STATUSES)[number];

/** What goes with a status unless a person says otherwise; payable only when both are ACTIVE. */
export function usualSelfEmployedStatus(status: RecipientStatus): SelfEmployedStatus {
  switch (status) {
    case 'ACTIVE':
      return 'ACTIVE';
    case 'BLOCKED':
    case 'REJECTED':
    case 'DELETED':
      return 'NOT_ACTIVE';
    case 'ERROR':
    case 'PROCESSING_ERROR':
      return 'NOT_CONFIRM';
    case 'DRAFT':
    case 'PROCESSING':
    case 'MTNG_WAIT':
    case 'MTNG_SCHD':
    case 'MTNG_CANC':
      return 'REGISTRATION_WAIT';
  }
}
