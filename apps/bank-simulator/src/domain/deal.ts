import { refused } from './bank-refusal';
import { type HiddenFrom } from './hidden';

export const DEAL_STATUSES = [
  'DRAFT',
  'ACCEPTED',
  'FUNDED',
  'IN_PROGRESS',
  'COMPLETED',
  'CANCELLED',
] as const;
export type DealStatus = (typeof DEAL_STATUSES)[number];

export interface Step {
  stepId: string;
  stepNumber: number;
  description: string;
  status: 'NEW' | 'PAYMENT_IN_PROGRESS' | 'PAYMENT_FAILED' | 'COMPLETED' | 'CANCELLED';
}

/** A deal with the money that came in and went out. */
export interface Deal {
  readonly dealId: string;
  readonly accountNumber: string;
  readonly createdAt: Date;
  status: DealStatus;
  steps: Step[];
  fundedKopecks: bigint;
  /** Paid in without naming an amount: every payout is covered, completion cannot be computed. */
  fundedWithoutLimit: boolean;
  /** Payouts pending or succeeded: what may no longer be promised to anybody else. */
  committedKopecks: bigint;
  paidOutKopecks: bigint;
  payoutAttempts: number;
  hiddenFrom?: HiddenFrom | undefined;
}

/**
 * DRAFT -> ACCEPTED; returns whether something changed. Repeating it changes nothing, also when the
 * customer has paid meanwhile: the repeat of a lost answer may come that late.
 */
export function acceptDeal(deal: Deal): boolean {
  if (['ACCEPTED', 'FUNDED', 'IN_PROGRESS'].includes(deal.status)) return false;
  if (deal.status !== 'DRAFT') {
    throw refused('INVALID_DEAL_STATUS', `Сделка в статусе ${deal.status}`);
  }
  if (deal.steps.length === 0) throw refused('DEAL_HAS_NO_STEPS', 'В сделке нет этапов');
  deal.status = 'ACCEPTED';
  return true;
}

/** Any status before the first payout attempt -> CANCELLED; returns whether something changed. */
export function cancelDeal(deal: Deal): boolean {
  if (deal.status === 'CANCELLED') return false;
  if (deal.status === 'COMPLETED') throw refused('INVALID_DEAL_STATUS', 'Сделка уже завершена');
  if (deal.payoutAttempts > 0) {
    throw refused('DEAL_HAS_PAYMENTS', 'По сделке уже была попытка выплаты');
  }
  deal.status = 'CANCELLED';
  for (const step of deal.steps) step.status = 'CANCELLED';
  return true;
}

/** Steps are edited only while the deal is a draft. */
export function addStep(deal: Deal, stepId: string, description: string): Step {
  if (deal.status !== 'DRAFT') {
    throw refused('INVALID_DEAL_STATUS', `Сделка в статусе ${deal.status}`);
  }
  const stepNumber = deal.steps.length + 1;
  const step: Step = { stepId, stepNumber, description, status: 'NEW' };
  deal.steps.push(step);
  return step;
}

/** Whether the customer may pay now; the deal takes money between acceptance and its end. */
export function assertPayable(deal: Deal): void {
  if (!['ACCEPTED', 'FUNDED', 'IN_PROGRESS'].includes(deal.status)) {
    throw refused('INVALID_DEAL_STATUS', `Сделка в статусе ${deal.status}`);
  }
}

/** Money of the customer arrived; without an amount the deal counts as fully paid. */
export function fundDeal(deal: Deal, kopecks: bigint | undefined): void {
  assertPayable(deal);
  if (kopecks === undefined) deal.fundedWithoutLimit = true;
  else deal.fundedKopecks += kopecks;
  if (deal.status === 'ACCEPTED') deal.status = 'FUNDED';
}

/** Promises money of the deal to a payout, or refuses. */
export function reservePayout(deal: Deal, kopecks: bigint): void {
  if (deal.status !== 'FUNDED' && deal.status !== 'IN_PROGRESS') {
    throw refused('DEAL_NOT_PAID', `Сделка не оплачена: статус ${deal.status}`);
  }
  if (!deal.fundedWithoutLimit && deal.committedKopecks + kopecks > deal.fundedKopecks) {
    throw refused('INSUFFICIENT_FUNDS', 'Недостаточно средств по сделке');
  }
  deal.committedKopecks += kopecks;
  deal.payoutAttempts += 1;
  deal.status = 'IN_PROGRESS';
  setOpenSteps(deal, 'PAYMENT_IN_PROGRESS');
}

/** A payout failed: its money may be paid again. */
export function releasePayout(deal: Deal, kopecks: bigint): void {
  deal.committedKopecks -= kopecks;
  setOpenSteps(deal, 'PAYMENT_FAILED');
}

/** A payout succeeded; returns whether that was the last kopeck and the deal is COMPLETED now. */
export function completePayout(deal: Deal, kopecks: bigint): boolean {
  deal.paidOutKopecks += kopecks;
  if (deal.fundedWithoutLimit || deal.paidOutKopecks !== deal.fundedKopecks) return false;
  completeDeal(deal);
  return true;
}

/** Ends the deal and its steps. */
export function completeDeal(deal: Deal): void {
  deal.status = 'COMPLETED';
  setOpenSteps(deal, 'COMPLETED');
}

function setOpenSteps(deal: Deal, status: Step['status']): void {
  for (const step of deal.steps) {
    if (step.status !== 'COMPLETED' && step.status !== 'CANCELLED') step.status = status;
  }
}
