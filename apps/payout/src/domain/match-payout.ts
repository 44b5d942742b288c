import { type PayoutStatus } from '@lk/contracts';
import { OPEN_STATUSES } from './payout-state';

/** What an event says of the payout it is about; all ids are the bank's. */
export interface PayoutReference {
  readonly paymentId?: string;
  readonly dealId?: string;
  readonly recipientId: string;
}

export interface PayoutCandidate {
  readonly payoutId: string;
  readonly status: PayoutStatus;
}

export type PayoutMatch =
  | { readonly found: PayoutCandidate }
  | { readonly problem: 'ENTITY_NOT_FOUND' | 'AMBIGUOUS_RECIPIENT' };

/**
 * Chooses among the payouts that the most exact key of the event names. By deal and recipient a
 * single payout is meant whatever its state; by recipient alone only when exactly one is open.
 */
export function matchPayout(
  reference: PayoutReference,
  candidates: readonly PayoutCandidate[],
): PayoutMatch {
  if (candidates.length === 0) return { problem: 'ENTITY_NOT_FOUND' };
  const exact = reference.paymentId !== undefined || reference.dealId !== undefined;
  if (exact && candidates.length === 1) return matched(candidates);
  const open = candidates.filter(({ status }) => OPEN_STATUSES.includes(status));
  return open.length === 1 ? matched(open) : { problem: 'AMBIGUOUS_RECIPIENT' };
}

function matched([candidate]: readonly PayoutCandidate[]): PayoutMatch {
  return candidate ? { found: candidate } : { problem: 'ENTITY_NOT_FOUND' };
}
