export const DEAL_STATUSES = [
  'draft',
  'ready_to_pay',
  'payment_pending',
  'payment_failed',
  'paid_to_bank',
  'released_paid_out',
  'cancelled_before_pay',
  'cancelled_refunded',
] as const;
export type DealStatus = (typeof DEAL_STATUSES)[number];

export const DEAL_BANK_STATUSES = [
  'DRAFT',
  'ACCEPTED',
  'FUNDED',
  'IN_PROGRESS',
  'COMPLETED',
  'CANCELLED',
] as const;
export type DealBankStatus = (typeof DEAL_BANK_STATUSES)[number];

export const PAYOUT_STATUSES = [
  'pending',
  'bank_hold',
  'released',
  'paid_out',
  'failed',
  'unknown',
] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

export const SELF_EMPLOYED_STATUSES = ['DRAFT', 'ACTIVE', 'BLOCKED', 'INACTIVE'] as const;
export type SelfEmployedStatus = (typeof SELF_EMPLOYED_STATUSES)[number];

export const LEGAL_TYPES = ['SE', 'IP', 'OOO'] as const;
export type LegalType = (typeof LEGAL_TYPES)[number];

export const SPLIT_TYPES = ['percent', 'fixed'] as const;
export type SplitType = (typeof SPLIT_TYPES)[number];
