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
export interface OtherPayout extends RequestedPayment {
  readonly paymentId: string | null;
  /** By the bank, or by ourselves before it was sent: it has no payment. */
  readonly refused: boolean;
}

/**
 * The one payment that can only be ours, or undefined. Nothing is guessed: two that fit, or another
 * payout of the same words whose payment is not known either (an event without a payment id may have
 * ended it), and the answer must come from a repeat with the same key.
 */
export function matchPayment(
  asked: RequestedPayment,
  shown: readonly ShownPayment[],
  others: readonly OtherPayout[],
): string | undefined {
  const rivals = others.filter((other) => other.paymentId === null && !other.refused);
  if (rivals.some((rival) => isSame(asked, rival))) return undefined;
  const taken = new Set(others.map(({ paymentId }) => paymentId));
  const fitting = shown.filter((payment) => fits(asked, payment) && !taken.has(payment.paymentId));
  return fitting.length === 1 ? fitting[0]?.paymentId : undefined;
}

function fits(asked: RequestedPayment, payment: ShownPayment): boolean {
  return isSame(asked, { ...payment, externalRecipientId: payment.beneficiaryId });
}

function isSame(one: RequestedPayment, other: RequestedPayment): boolean {
  return (
    one.externalRecipientId === other.externalRecipientId &&
    one.accountNumber === other.accountNumber &&
    one.amountKopecks === other.amountKopecks &&
    one.purpose === other.purpose
  );
}
