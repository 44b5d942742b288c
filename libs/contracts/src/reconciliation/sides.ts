import {
  type DealBankStatus,
  type DealStatus,
  type PayoutStatus,
  type SelfEmployedStatus,
} from '../states';

/**
 * Our side of a comparison with the bank, as the owner of the records tells it to reconciliation.
 * Amounts are kopecks as text, times ISO 8601 in UTC. Nothing here names a person.
 */
export interface DealSide {
  readonly dealId: string;
  /** The bank's id; null while the bank has not answered to its creation. */
  readonly externalDealId: string | null;
  readonly status: DealStatus;
  readonly bankStatus: DealBankStatus;
  readonly amountKopecks: string;
  readonly version: number;
  readonly createdAt: string;
  /** The last change of its state. */
  readonly changedAt: string;
  /** Kinds of the facts known, each once, for example `payment.completed`. */
  readonly facts: readonly string[];
  /** Facts that only reconciliation has told; no webhook of the bank ever did. */
  readonly reconciledFacts: readonly string[];
  readonly recipients: readonly RecipientSide[];
}

export interface RecipientSide {
  readonly recipientId: string;
  readonly externalRecipientId: string | null;
  readonly shareKopecks: string;
  readonly payoutStatus: PayoutStatus;
}

export interface PayoutSide {
  readonly payoutId: string;
  readonly dealId: string;
  readonly externalDealId: string | null;
  readonly recipientId: string;
  /** The bank's beneficiary. */
  readonly externalRecipientId: string;
  readonly amountKopecks: string;
  /** The bank's id; null until the bank has answered. */
  readonly paymentId: string | null;
  readonly status: PayoutStatus;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly facts: readonly string[];
  readonly reconciledFacts: readonly string[];
}

export interface SelfEmployedSide {
  readonly selfEmployedId: string;
  readonly externalRecipientId: string | null;
  readonly status: SelfEmployedStatus;
  readonly cancelledReceipts: number;
  readonly flagged: boolean;
  readonly changedAt: string;
}

/** A page by key: give `next` as `after`. */
export interface SidePage<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly next: string | null;
}

/** What we know of the receipts of one person. */
export interface ReceiptsSide {
  readonly selfEmployedId: string;
  readonly receipts: readonly ReceiptSide[];
}

export interface ReceiptSide {
  readonly receiptId: string;
  readonly status: 'REGISTERED' | 'CANCELLED';
  readonly amountKopecks: string | null;
  /** Its status is known by asking alone, a fetch or reconciliation; no webhook ever told that status. */
  readonly reconciled: boolean;
}
