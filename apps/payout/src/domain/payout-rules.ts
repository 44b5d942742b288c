import { type DealStatus, type SelfEmployedStatus } from '@lk/contracts';

export interface PayoutTerms {
  readonly dealStatus: DealStatus;
  readonly shareKopecks: bigint;
  /** Of the recipient's payouts that have not failed. */
  readonly alreadyPromisedKopecks: bigint;
  readonly amountKopecks: bigint;
}

export type PayoutRefusal =
  | 'AMOUNT_INVALID'
  | 'DEAL_NOT_PAID'
  | 'SHARE_EXCEEDED'
  | 'SELF_EMPLOYED_NOT_REGISTERED'
  | 'SELF_EMPLOYED_NOT_ACTIVE'
  | 'SELF_EMPLOYED_FLAGGED'
  | 'BENEFICIARY_UNKNOWN'
  | 'PAYOUT_CLOSED';

/** What the caller reads beside the code; docs/commands.md has them for the cabinet. */
export const REFUSAL_MESSAGES: Readonly<Record<PayoutRefusal, string>> = {
  AMOUNT_INVALID: 'The amount must be above zero',
  DEAL_NOT_PAID: 'The deal is not paid, or is closed',
  SHARE_EXCEEDED: 'The payouts would exceed the share of the recipient',
  SELF_EMPLOYED_NOT_REGISTERED: 'Nobody has registered the self-employed person',
  SELF_EMPLOYED_NOT_ACTIVE: 'The self-employed person is not active at the bank',
  SELF_EMPLOYED_FLAGGED: 'The self-employed person is flagged as a risk',
  BENEFICIARY_UNKNOWN: 'The recipient has no id at the bank',
  PAYOUT_CLOSED: 'The payout has ended, it is not paid any more',
};

/** Why a payout may not be made, or undefined. */
export function refusePayout(terms: PayoutTerms): PayoutRefusal | undefined {
  if (terms.amountKopecks <= 0n) return 'AMOUNT_INVALID';
  if (terms.dealStatus !== 'paid_to_bank') return 'DEAL_NOT_PAID';
  const total = terms.alreadyPromisedKopecks + terms.amountKopecks;
  return total > terms.shareKopecks ? 'SHARE_EXCEEDED' : undefined;
}

/**
 * Why a self-employed person may not be paid, or undefined. The flag goes before the status: it stays
 * when the bank activates the person again.
 */
export function refuseSelfEmployed(
  person: { readonly status: SelfEmployedStatus; readonly flagged: boolean } | undefined,
): PayoutRefusal | undefined {
  if (!person) return 'SELF_EMPLOYED_NOT_REGISTERED';
  if (person.flagged) return 'SELF_EMPLOYED_FLAGGED';
  return person.status === 'ACTIVE' ? undefined : 'SELF_EMPLOYED_NOT_ACTIVE';
}
