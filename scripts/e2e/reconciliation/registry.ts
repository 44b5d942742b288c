import { randomUUID } from 'node:crypto';

export type BankStatus =
  'DRAFT' | 'ACCEPTED' | 'FUNDED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED';
export type PaymentStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** A fact as the owner keeps it; `by` is the kind of its cause. */
export interface PlannedFact {
  readonly kind: string;
  readonly by: 'event' | 'command' | 'reconciliation';
}

/** A payout of ours, and its payment when the bank has one. */
export interface PlannedPayout {
  readonly payoutId: string;
  readonly paymentId: string | null;
  readonly recipientId: string;
  readonly beneficiaryId: string;
  readonly amountKopecks: number;
  readonly status: 'bank_hold' | 'paid_out' | 'unknown';
}

/** A deal on which both sides agree, in the words of each. */
export interface PlannedDeal {
  readonly dealId: string;
  readonly externalDealId: string;
  readonly bankStatus: BankStatus;
  readonly facts: readonly PlannedFact[];
  readonly recipients: readonly {
    readonly recipientId: string;
    readonly beneficiaryId: string;
    readonly shareKopecks: number;
  }[];
  readonly payouts: readonly PlannedPayout[];
}

const FACTS: Readonly<Record<BankStatus, readonly string[]>> = {
  DRAFT: [],
  ACCEPTED: [],
  FUNDED: ['payment.completed'],
  IN_PROGRESS: ['payment.completed'],
  COMPLETED: ['payment.completed', 'deal.completed'],
  CANCELLED: ['deal.cancelled'],
};

/** A deal that came to this status in the ordinary way: two recipients, paid when there is money out. */
export function ordinaryDeal(bankStatus: BankStatus, amountKopecks: number): PlannedDeal {
  const recipients = ['agent', 'agency'].map((recipientId, index) => ({
    recipientId,
    beneficiaryId: randomUUID(),
    shareKopecks: Math.floor(amountKopecks / 2) + (index === 0 ? amountKopecks % 2 : 0),
  }));
  const paid = bankStatus === 'COMPLETED' ? 2 : bankStatus === 'IN_PROGRESS' ? 1 : 0;
  const status = bankStatus === 'COMPLETED' ? 'paid_out' : 'bank_hold';
  return {
    dealId: randomUUID(),
    externalDealId: randomUUID(),
    bankStatus,
    facts: [
      { kind: 'deal.created', by: 'command' },
      ...(bankStatus === 'DRAFT' ? [] : [{ kind: 'deal.accepted', by: 'command' } as const]),
      ...FACTS[bankStatus].map((kind): PlannedFact => ({ kind, by: 'event' })),
    ],
    recipients,
    payouts: recipients.slice(0, paid).map(({ recipientId, beneficiaryId, shareKopecks }) => ({
      payoutId: randomUUID(),
      paymentId: randomUUID(),
      recipientId,
      beneficiaryId,
      amountKopecks: shareKopecks,
      status,
    })),
  };
}

const ACCOUNT = '40702810000000000000';

/** A plant of the simulator; its README tells the fields. */
export type Plant = { readonly op: string } & Readonly<Record<string, unknown>>;

export const plantDeal = (dealId: string, status: BankStatus): Plant => {
  return { op: 'deal', dealId, accountNumber: ACCOUNT, status };
};

export interface PlantedPayment {
  readonly paymentId: string;
  readonly beneficiaryId: string;
  readonly amountKopecks: number;
  readonly status: PaymentStatus;
  readonly dealId?: string;
}

export const plantPayment = ({ amountKopecks, ...payment }: PlantedPayment): Plant => {
  return { op: 'payment', accountNumber: ACCOUNT, amount: amountKopecks / 100, ...payment };
};

/** What the bank has of a deal on which both sides agree. */
export function plantsOf({ externalDealId, bankStatus, payouts }: PlannedDeal): Plant[] {
  return [
    plantDeal(externalDealId, bankStatus),
    ...payouts.flatMap(({ paymentId, beneficiaryId, amountKopecks, status }) =>
      paymentId === null
        ? []
        : [
            plantPayment({
              paymentId,
              beneficiaryId,
              amountKopecks,
              status: status === 'paid_out' ? 'SUCCEEDED' : 'PENDING',
              dealId: externalDealId,
            }),
          ],
    ),
  ];
}
