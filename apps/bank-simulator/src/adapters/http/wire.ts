import { type Deal, type Step } from '../../domain/deal';
import { rublesFromKopecks } from '../../domain/money';
import { type Payment } from '../../domain/payments';
import { receiptUrl, type Receipt } from '../../domain/receipts';
import { type SelfEmployedRecipient } from '../../domain/self-employed';

/** The public deal carries nothing else: no amount, no dates, no parties. */
export function wireDeal({ dealId, accountNumber, status }: Deal) {
  return { dealId, accountNumber, status };
}

export function wireStep(dealId: string, { stepId, stepNumber, description, status }: Step) {
  return { dealId, stepId, stepNumber, description, status };
}

/** Absent fields are left out by JSON; there is no creation or execution time. */
export function wirePayment(payment: Payment) {
  const { paymentId, beneficiaryId, accountNumber, amountKopecks, status, purpose } = payment;
  const { bankDetailsId, dealId, operationId, errorMessage } = payment;
  const amount = rublesFromKopecks(amountKopecks);
  return {
    type: 'REGULAR',
    paymentId,
    beneficiaryId,
    accountNumber,
    bankDetails: bankDetailsId && { type: 'PAYMENT_DETAILS', bankDetailsId, beneficiaryId },
    amount,
    status,
    purpose,
    dealId,
    operationId,
    errorMessage,
  };
}

export function wireCreatedRecipient({ id, ...recipient }: SelfEmployedRecipient) {
  const { status, correlationId, firstName, lastName, middleName, inn, bankInfo } = recipient;
  return {
    recipientId: id,
    status,
    correlationId,
    firstName,
    lastName,
    middleName,
    inn,
    bankInfo,
  };
}

/** A row of the list. */
export function wireListedRecipient(recipient: SelfEmployedRecipient) {
  const { id, status, firstName, lastName, middleName, inn, bankInfo, createdAt } = recipient;
  return {
    id,
    status,
    selfEmployedStatus: recipient.selfEmployedStatus,
    firstName,
    lastName,
    middleName,
    inn,
    bankInfo,
    creationDate: createdAt.toISOString(),
  };
}

/** The specification's names beside those of the bank's published receipt. */
export function wireReceipt(receipt: Receipt) {
  const { receiptId, inn, status, amountKopecks, paymentId, dealId } = receipt;
  return {
    receiptId,
    inn,
    status,
    amount: rublesFromKopecks(amountKopecks),
    totalAmount: rublesFromKopecks(amountKopecks),
    paymentId,
    dealId,
    url: receiptUrl(receiptId),
    fnsLink: receiptUrl(receiptId),
    createdAt: receipt.createdAt.toISOString(),
    cancelledAt: receipt.cancelledAt?.toISOString(),
  };
}
