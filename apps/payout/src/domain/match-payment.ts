/** What the bank was asked for; ids are the bank's. */
export interface RequestedPayment {
  readonly externalRecipientId: string;
  readonly accountNumber: string;
  readonly amountKopecks: bigint;
  readonly purpose: string;
}

/** A payment as the bank shows it. */
export interface ShownPayment {
  readonly paymentId: string;
  readonly beneficiaryId: string;
  readonly accountNumber: string;
  readonly amountKopecks: bigint;
  readonly purpose: string;
}

/** Another payout of ours to the same recipient. */
export interface OtherPayout {
  readonly paymentId: string | null;
  /** Its payment may exist although we do not know its id. */
  readonly open: boolean;
}

/**
 * The one payment that can only be ours, or undefined. Nothing is guessed: two that fit, or another
 * payout whose payment is not known either, and the answer must come from a repeat with the same key.
 */
export function matchPayment(
  asked: RequestedPayment,
  shown: readonly ShownPayment[],
  others: readonly OtherPayout[],
): string | undefined {
  if (others.some(({ paymentId, open }) => paymentId === null && open)) return undefined;
  const taken = new Set(others.map(({ paymentId }) => paymentId));
  const fitting = shown.filter((payment) => fits(asked, payment) && !taken.has(payment.paymentId));
  return fitting.length === 1 ? fitting[0]?.paymentId : undefined;
}

function fits(asked: RequestedPayment, payment: ShownPayment): boolean {
  return (
    payment.beneficiaryId === asked.externalRecipientId &&
    payment.accountNumber === asked.accountNumber &&
    payment.amountKopecks === asked.amountKopecks &&
    payment.purpose === asked.purpose
  );
}
