/** The bank's side of a comparison, without what reconciliation has no use for. */
export interface BankDealSide {
  readonly dealId: string;
  readonly status: string;
  readonly requestId: string | undefined;
}

export interface BankPaymentSide {
  readonly paymentId: string;
  readonly beneficiaryId: string;
  /** Only when the payment came from a deal. */
  readonly dealId: string | undefined;
  readonly amountKopecks: bigint;
  readonly status: string;
  readonly requestId: string | undefined;
}

export interface BankPersonSide {
  readonly recipientId: string;
  readonly application: string;
  readonly person: string | undefined;
  readonly requestId: string | undefined;
}

export interface BankReceiptSide {
  readonly receiptId: string;
  readonly status: string;
  readonly amountKopecks: bigint | undefined;
  readonly url: string | undefined;
  readonly requestId: string | undefined;
}

/** A word of the bank as evidence: what does not look like one is not repeated. */
export const bankWord = (word: string): string =>
  /^[A-Z][A-Z_]{0,39}$/.test(word) ? word : 'UNREADABLE';
