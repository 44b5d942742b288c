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
  const { bankDetailsId, dealId, errorMessage } = payment;
  const amount = rublesFromKopecks(amountKopecks);
  return {
    type: 'REGULAR',
    paymentId,
    beneficiaryId,
    accountNumber,
    amount,
    status,
    purpose,
    bankDetailsId,
    dealId,
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

/** A row of the list; payable with a receipt only when both statuses are ACTIVE. */
export function wireListedRecipient(recipient: SelfEmployedRecipient) {
  const { id, status, firstName, lastName, middleName, inn, bankInfo, createdAt } = recipient;
  return {
    id,
    status,
    selfEmployedStatus: selfEmployedStatusOf(recipient),
    firstName,
    lastName,
    middleName,
    inn,
    bankInfo,
    creationDate: createdAt.toISOString(),
  };
}

function selfEmployedStatusOf({ status }: SelfEmployedRecipient) {
  switch (status) {
    case 'DRAFT':
      return 'REGISTRATION_WAIT';
    case 'ACTIVE':
      return 'ACTIVE';
    case 'BLOCKED':
      return 'NOT_ACTIVE';
  }
}

export function wireReceipt(receipt: Receipt) {
  const { receiptId, inn, status, amountKopecks, paymentId, dealId } = receipt;
  return {
    receiptId,
    inn,
    status,
    totalAmount: rublesFromKopecks(amountKopecks),
    paymentId,
    dealId,
    fnsLink: receiptUrl(receiptId),
    createdAt: receipt.createdAt.toISOString(),
    cancelledAt: receipt.cancelledAt?.toISOString(),
  };
}
