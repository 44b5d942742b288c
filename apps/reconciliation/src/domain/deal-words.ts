import { type BankEventType, type DealBankStatus } from '@lk/contracts';

/**
 * How far a deal is. IN_PROGRESS adds nothing to FUNDED that a fact could tell: our own record never
 * says it. CANCELLED is an end of its own.
 */
export const DEAL_PROGRESS: Readonly<Record<DealBankStatus, number>> = {
  DRAFT: 0,
  ACCEPTED: 1,
  FUNDED: 2,
  IN_PROGRESS: 2,
  COMPLETED: 3,
  CANCELLED: 3,
};

const FINAL: readonly string[] = ['COMPLETED', 'CANCELLED'];
export const isFinalDeal = (status: string): boolean => FINAL.includes(status);

/** The facts that must be true when the bank says so, the telling one last. */
export const DEAL_FACTS: Readonly<Record<DealBankStatus, readonly BankEventType[]>> = {
  DRAFT: ['deal.created'],
  ACCEPTED: ['deal.accepted'],
  FUNDED: ['payment.completed'],
  IN_PROGRESS: ['payment.completed'],
  COMPLETED: ['payment.completed', 'deal.completed'],
  CANCELLED: ['deal.cancelled'],
};

/** The bank's word as one that we know; undefined for one that we do not. */
export function knownDealWord(word: string): DealBankStatus | undefined {
  return Object.hasOwn(DEAL_PROGRESS, word) ? (word as DealBankStatus) : undefined;
}
