import { type BankEventType, type PayoutSide } from '@lk/contracts';
import { kopecksToRubles } from '@lk/kernel';
import { type BankPaymentSide, bankWord } from './bank-sides';
import { type DriftClass } from './drift-classes';
import { type Finding, type MissingFact } from './finding';

type PaymentState = 'under-way' | 'succeeded' | 'failed';

/** The bank's words of a payment by what they mean to us. */
const PAYMENT_WORDS: Readonly<Record<string, PaymentState>> = {
  PENDING: 'under-way',
  IN_PROGRESS: 'under-way',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'failed',
};

const PAYMENT_FACTS: Readonly<Record<PaymentState, BankEventType>> = {
  'under-way': 'payout.initiated',
  succeeded: 'payout.completed',
  failed: 'payout.failed',
};

/** What we say where the bank says so. */
const OUR_STATUS: Readonly<Record<PaymentState, PayoutSide['status']>> = {
  'under-way': 'bank_hold',
  succeeded: 'paid_out',
  failed: 'failed',
};

const OPEN: readonly PayoutSide['status'][] = ['pending', 'unknown', 'bank_hold'];

export const paymentState = (word: string): PaymentState | undefined =>
  Object.hasOwn(PAYMENT_WORDS, word) ? PAYMENT_WORDS[word] : undefined;

/** A payout and its own payment: what differs. */
export function comparePayment(ours: PayoutSide, bank: BankPaymentSide): Finding[] {
  const terms = [...differentAmount(ours, bank), ...differentRecipient(ours, bank)];
  return [...terms, ...compareState(ours, bank)];
}

function compareState(ours: PayoutSide, bank: BankPaymentSide): Finding[] {
  const state = paymentState(bank.status);
  if (state === undefined) return [finding(ours, bank, 'impossible-transition', 'unknown-word')];
  if (ours.status === OUR_STATUS[state]) return missedWebhook(ours, bank, PAYMENT_FACTS[state]);
  if (OPEN.includes(ours.status)) {
    const facts = [paymentFact(PAYMENT_FACTS[state], bank, ours)];
    return [{ ...finding(ours, bank, 'bank-ahead', state), repair: { kind: 'facts', facts } }];
  }
  if (state === 'under-way') return [finding(ours, bank, 'we-ahead', 'status')];
  // Money that left is believed before that it failed; whether it is published is for a person.
  const drift = finding(ours, bank, 'impossible-transition', state);
  if (state === 'failed') return [drift];
  const facts = [paymentFact('payout.completed', bank, ours)];
  return [{ ...drift, repair: { kind: 'facts', facts } }];
}

function missedWebhook(ours: PayoutSide, bank: BankPaymentSide, type: BankEventType): Finding[] {
  if (!ours.facts.includes(type)) {
    const facts = [paymentFact(type, bank, ours)];
    return [{ ...finding(ours, bank, 'webhook-missed', type), repair: { kind: 'facts', facts } }];
  }
  return ours.reconciledFacts.includes(type) ? [finding(ours, bank, 'webhook-missed', type)] : [];
}

const differentAmount = (ours: PayoutSide, bank: BankPaymentSide): Finding[] =>
  BigInt(ours.amountKopecks) === bank.amountKopecks
    ? []
    : [finding(ours, bank, 'amount', 'amount')];

const differentRecipient = (ours: PayoutSide, bank: BankPaymentSide): Finding[] =>
  ours.externalRecipientId === bank.beneficiaryId
    ? []
    : [finding(ours, bank, 'recipient-set', 'beneficiary')];

/** A payout whose payment we know by id, and the bank does not. */
export function paymentMissingThere(ours: PayoutSide, requestId: string | undefined): Finding {
  return {
    ...aboutPayout(ours),
    class: 'missing-there',
    aspect: 'payment',
    ours: evidenceOf(ours),
    bank: { status: null },
    amountKopecks: ours.amountKopecks,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/**
 * A payout without a payment id whose outcome is open. When the bank has exactly one payment that fits,
 * it is shown as evidence; to believe that it is ours is left to the owner and to a person.
 */
export function payoutUnknown(ours: PayoutSide, bank: BankPaymentSide | undefined): Finding {
  return {
    ...aboutPayout(ours),
    class: 'payout-unknown',
    aspect: 'outcome',
    ours: evidenceOf(ours),
    bank: bank ? evidenceOfPayment(bank) : { status: null },
    amountKopecks: ours.amountKopecks,
    ...(bank?.requestId === undefined ? {} : { requestId: bank.requestId }),
  };
}

/** The event's amount is the bank's own, so that nothing of ours is told as its word. */
export function paymentFact(
  type: BankEventType,
  { paymentId, beneficiaryId, amountKopecks, dealId }: BankPaymentSide,
  ours: Pick<PayoutSide, 'externalDealId'>,
): MissingFact {
  const deal = dealId ?? ours.externalDealId;
  const data = { recipientId: beneficiaryId, paymentId, amount: kopecksToRubles(amountKopecks) };
  return { type, data: deal === null ? data : { ...data, dealId: deal } };
}

function finding(
  ours: PayoutSide,
  bank: BankPaymentSide,
  name: DriftClass,
  aspect: string,
): Finding {
  return {
    ...aboutPayout(ours),
    class: name,
    aspect,
    ours: evidenceOf(ours),
    bank: evidenceOfPayment(bank),
    ...(bank.requestId === undefined ? {} : { requestId: bank.requestId }),
    ...(name === 'webhook-missed' ? {} : { amountKopecks: ours.amountKopecks }),
  };
}

function aboutPayout({ payoutId, dealId, externalDealId }: PayoutSide) {
  return {
    kind: 'payout' as const,
    subjectId: payoutId,
    payoutId,
    dealId,
    ...(externalDealId === null ? {} : { externalDealId }),
  };
}

const evidenceOf = (ours: PayoutSide) => ({
  status: ours.status,
  paymentId: ours.paymentId,
  recipientId: ours.externalRecipientId,
  amountKopecks: ours.amountKopecks,
  changedAt: ours.changedAt,
  facts: ours.facts.join(' '),
});

export const evidenceOfPayment = (bank: BankPaymentSide) => ({
  status: bankWord(bank.status),
  paymentId: bank.paymentId,
  recipientId: bank.beneficiaryId,
  amountKopecks: bank.amountKopecks.toString(),
});
