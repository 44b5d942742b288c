import { type DealBankStatus, type DealStatus, type PayoutStatus } from '@lk/contracts';
import { type DealFact, paymentStates } from './deal-facts';

/** One payout to a recipient, as the payout service last told it. */
export interface RecipientPayout {
  readonly status: PayoutStatus;
  readonly amountKopecks: bigint;
  readonly paidAt?: Date;
}

export interface RecipientFacts {
  readonly shareKopecks: bigint;
  readonly payouts: readonly RecipientPayout[];
}

export interface RecipientState {
  readonly payoutStatus: PayoutStatus;
  readonly paidAt: Date | undefined;
}

/** Facts that cannot both be true; kept, resolved by the order of the rules, and alerted. */
export type Contradiction =
  'COMPLETED_AND_CANCELLED' | 'PAID_OUT_AND_CANCELLED' | 'PAID_OUT_WITHOUT_PAYMENT';

export interface DealState {
  readonly status: DealStatus;
  readonly bankStatus: DealBankStatus;
  readonly recipients: readonly RecipientState[];
  readonly contradictions: readonly Contradiction[];
}

interface Known {
  readonly created: boolean;
  readonly accepted: boolean;
  readonly completed: boolean;
  readonly cancelled: boolean;
  readonly paid: boolean;
  readonly paymentPending: boolean;
  readonly paymentFailed: boolean;
  readonly everyonePaidOut: boolean;
  readonly anyonePaidOut: boolean;
}

type Rule<T> = readonly [outcome: T, holds: (known: Known) => boolean];

/**
 * The first rule that holds gives the status. The order is the written rule for contradictions: that
 * money left is believed before that the deal was cancelled, because the bank refuses to cancel once
 * a payout was attempted; that money came is believed before that it failed to.
 */
export const DEAL_STATUS_RULES: readonly Rule<DealStatus>[] = [
  ['released_paid_out', (known) => known.completed || known.everyonePaidOut],
  ['cancelled_refunded', (known) => known.cancelled && known.paid],
  ['cancelled_before_pay', (known) => known.cancelled],
  ['paid_to_bank', (known) => known.paid],
  ['payment_pending', (known) => known.paymentPending],
  ['payment_failed', (known) => known.paymentFailed],
  ['ready_to_pay', (known) => known.accepted],
  ['draft', () => true],
];

export const BANK_STATUS_RULES: readonly Rule<DealBankStatus>[] = [
  ['COMPLETED', (known) => known.completed],
  ['CANCELLED', (known) => known.cancelled],
  ['FUNDED', (known) => known.paid],
  ['ACCEPTED', (known) => known.accepted],
  ['DRAFT', () => true],
];

export const CONTRADICTION_RULES: readonly Rule<Contradiction>[] = [
  ['COMPLETED_AND_CANCELLED', (known) => known.completed && known.cancelled],
  ['PAID_OUT_AND_CANCELLED', (known) => known.anyonePaidOut && known.cancelled],
  ['PAID_OUT_WITHOUT_PAYMENT', (known) => known.everyonePaidOut && !known.paid && !known.completed],
];

/**
 * Where a deal can go from each status as facts are added. Nothing leads back: a test adds every fact
 * to every set of facts and looks the step up here.
 */
export const DEAL_TRANSITIONS: Readonly<Record<DealStatus, readonly DealStatus[]>> = {
  draft: [
    'ready_to_pay',
    'payment_pending',
    'payment_failed',
    'paid_to_bank',
    'cancelled_before_pay',
    'released_paid_out',
  ],
  ready_to_pay: [
    'payment_pending',
    'payment_failed',
    'paid_to_bank',
    'cancelled_before_pay',
    'released_paid_out',
  ],
  payment_pending: ['payment_failed', 'paid_to_bank', 'cancelled_before_pay', 'released_paid_out'],
  payment_failed: ['payment_pending', 'paid_to_bank', 'cancelled_before_pay', 'released_paid_out'],
  paid_to_bank: ['released_paid_out', 'cancelled_refunded'],
  cancelled_before_pay: ['cancelled_refunded', 'released_paid_out'],
  cancelled_refunded: ['released_paid_out'],
  released_paid_out: [],
};

/** The state of a deal from everything known of it; the order in which it became known is nothing. */
export function deriveDealState(
  facts: readonly DealFact[],
  recipients: readonly RecipientFacts[],
): DealState {
  const states = recipients.map(deriveRecipient);
  const known = summarize(facts, states);
  return {
    status: firstOf(DEAL_STATUS_RULES, known),
    bankStatus: firstOf(BANK_STATUS_RULES, known),
    recipients: states,
    contradictions: CONTRADICTION_RULES.filter(([, holds]) => holds(known)).map(([name]) => name),
  };
}

function summarize(facts: readonly DealFact[], recipients: readonly RecipientState[]): Known {
  const kinds = new Set(facts.map(({ kind }) => kind));
  const payments = paymentStates(facts);
  const paidOut = recipients.filter(({ payoutStatus }) => payoutStatus === 'paid_out').length;
  return {
    created: kinds.has('deal.created'),
    accepted: kinds.has('deal.accepted'),
    completed: kinds.has('deal.completed'),
    cancelled: kinds.has('deal.cancelled'),
    paid: payments.includes('completed'),
    paymentPending: payments.includes('pending'),
    paymentFailed: payments.includes('failed'),
    everyonePaidOut: recipients.length > 0 && paidOut === recipients.length,
    anyonePaidOut: paidOut > 0,
  };
}

/** A recipient is paid out when the whole share has arrived; a part of it is `released`. */
function deriveRecipient({ shareKopecks, payouts }: RecipientFacts): RecipientState {
  const paid = payouts.filter(({ status }) => status === 'paid_out');
  const paidKopecks = paid.reduce((total, { amountKopecks }) => total + amountKopecks, 0n);
  if (payouts.length > 0 && paidKopecks >= shareKopecks) {
    const times = paid.map(({ paidAt }) => paidAt?.getTime() ?? 0);
    return { payoutStatus: 'paid_out', paidAt: new Date(Math.max(...times)) };
  }
  const open = (['unknown', 'bank_hold', 'pending', 'failed'] as const).find((status) =>
    payouts.some((payout) => payout.status === status),
  );
  if (paid.length > 0 && (open === undefined || open === 'failed')) {
    return { payoutStatus: open === 'failed' ? 'failed' : 'released', paidAt: undefined };
  }
  return { payoutStatus: open ?? 'pending', paidAt: undefined };
}

function firstOf<T>(rules: readonly Rule<T>[], known: Known): T {
  const rule = rules.find(([, holds]) => holds(known));
  if (!rule) throw new Error('The last rule of a table always holds');
  return rule[0];
}
