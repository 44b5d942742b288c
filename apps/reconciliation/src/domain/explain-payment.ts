import { type DealSide, type PayoutSide } from '@lk/contracts';
import { type BankPaymentSide } from './bank-sides';
import { evidenceOfPayment, payoutUnknown } from './compare-payment';
import { type DriftClass } from './drift-classes';
import { type Finding } from './finding';

const OPEN: readonly PayoutSide['status'][] = ['pending', 'unknown', 'bank_hold'];

/**
 * What a payment of the bank is that stands in no payout of ours, from the payouts that could explain
 * it: those to its beneficiary with its amount, and those of its deal.
 */
export function explainPayment(
  payment: BankPaymentSide,
  candidates: readonly PayoutSide[],
  deal: DealSide | undefined,
): Finding {
  const fitting = candidates.filter((payout) => fits(payout, payment));
  const unnamed = fitting.find(({ paymentId, status }) => {
    return paymentId === null && OPEN.includes(status);
  });
  if (unnamed) return payoutUnknown(unnamed, payment);
  const paid = fitting.find(({ paymentId }) => paymentId !== null);
  if (paid) return stray(payment, 'duplicate-payment', paid.payoutId, paid);
  if (deal && !isRecipient(deal, payment))
    return stray(payment, 'recipient-set', 'beneficiary', deal);
  return stray(payment, 'missing-here', 'payment', deal);
}

/** The bank's deal is not always there; where it is, it must be ours too. */
export function fits(
  { externalRecipientId, amountKopecks, externalDealId }: PayoutSide,
  payment: BankPaymentSide,
): boolean {
  const sameDeal =
    payment.dealId === undefined || externalDealId === null || payment.dealId === externalDealId;
  return (
    sameDeal &&
    externalRecipientId === payment.beneficiaryId &&
    BigInt(amountKopecks) === payment.amountKopecks
  );
}

const isRecipient = ({ recipients }: DealSide, { beneficiaryId }: BankPaymentSide): boolean =>
  recipients.some(({ externalRecipientId }) => externalRecipientId === beneficiaryId);

function stray(
  payment: BankPaymentSide,
  name: DriftClass,
  aspect: string,
  about: PayoutSide | DealSide | undefined,
): Finding {
  const externalDealId = payment.dealId ?? about?.externalDealId ?? undefined;
  const { requestId } = payment;
  const payout = about && 'payoutId' in about ? about : undefined;
  return {
    class: name,
    kind: 'payment',
    subjectId: payment.paymentId,
    aspect,
    ours: { paymentId: payout?.paymentId ?? null, payoutId: payout?.payoutId ?? null },
    bank: evidenceOfPayment(payment),
    amountKopecks: payment.amountKopecks.toString(),
    ...(about === undefined ? {} : { dealId: about.dealId }),
    ...(payout === undefined ? {} : { payoutId: payout.payoutId }),
    ...(externalDealId === undefined ? {} : { externalDealId }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
