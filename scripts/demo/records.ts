/** The parts of our services' records that the demo looks at. */
export interface DealView {
  readonly dealId: string;
  readonly externalDealId: string;
  readonly status: string;
  readonly bankStatus: string;
  readonly amountKopecks: string;
  readonly recipients: readonly {
    readonly recipientId: string;
    readonly externalRecipientId: string | null;
    readonly payoutStatus: string;
    readonly shareKopecks: string;
    readonly paidAt: string | null;
  }[];
  readonly history: readonly { readonly from: string | null; readonly to: string }[];
}

export interface PayoutView {
  readonly payoutId: string;
  readonly status: string;
  readonly paymentId: string | null;
  readonly amountKopecks: string;
}

export interface SelfEmployedView {
  readonly selfEmployedId: string;
  readonly externalRecipientId: string | null;
  readonly status: string;
  readonly flagged: boolean;
  readonly cancelledReceipts: number;
}

/** The simulator's ledger: what the bank saw and did. */
export interface Ledger {
  readonly deals: readonly { readonly dealId: string; readonly status: string }[];
  readonly payments: readonly {
    readonly paymentId: string;
    readonly beneficiaryId: string;
    readonly amountKopecks: string;
    readonly status: string;
  }[];
}

export interface NotificationsView {
  readonly deliveries: readonly { readonly template: string; readonly status: string }[];
}
