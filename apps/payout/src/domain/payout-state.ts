import { type PayoutStatus } from '@lk/contracts';

/** What can be known of a payout. Facts are only ever added. */
export const PAYOUT_FACT_KINDS = [
  /** We sent it and lost the answer. */
  'outcome-unknown',
  /** The bank answered with a payment id. */
  'accepted',
  /** The bank refused to make it: nothing moved. */
  'refused',
  'payout.initiated',
  'payout.completed',
  'payout.failed',
] as const;
export type PayoutFactKind = (typeof PAYOUT_FACT_KINDS)[number];

export type PayoutContradiction = 'COMPLETED_AND_FAILED';

export interface PayoutState {
  readonly status: PayoutStatus;
  readonly contradictions: readonly PayoutContradiction[];
}

type Facts = ReadonlySet<PayoutFactKind>;

/**
 * The first rule that holds gives the status. Completed comes before failed: should the bank say
 * both, money that left is believed, because the other way somebody would be paid twice.
 */
export const PAYOUT_STATUS_RULES: readonly (readonly [PayoutStatus, (facts: Facts) => boolean])[] =
  [
    ['paid_out', (facts) => facts.has('payout.completed')],
    ['failed', (facts) => facts.has('payout.failed') || facts.has('refused')],
    ['bank_hold', (facts) => facts.has('payout.initiated')],
    ['unknown', (facts) => facts.has('outcome-unknown') && !facts.has('accepted')],
    ['pending', () => true],
  ];

/** Where a payout can go as facts are added; a test walks every set of facts. */
export const PAYOUT_TRANSITIONS: Readonly<Record<PayoutStatus, readonly PayoutStatus[]>> = {
  pending: ['unknown', 'bank_hold', 'paid_out', 'failed'],
  unknown: ['pending', 'bank_hold', 'paid_out', 'failed'],
  bank_hold: ['paid_out', 'failed'],
  failed: ['paid_out'],
  paid_out: [],
  // Of a recipient, in the deal service: a part of the share has arrived.
  released: [],
};

/** Payouts whose money may still move; the others are final. */
export const OPEN_STATUSES: readonly PayoutStatus[] = ['pending', 'unknown', 'bank_hold'];

/** The state of a payout from everything known of it, in whatever order it became known. */
export function derivePayoutState(facts: Facts): PayoutState {
  const rule = PAYOUT_STATUS_RULES.find(([, holds]) => holds(facts));
  const bothWays =
    facts.has('payout.completed') && (facts.has('payout.failed') || facts.has('refused'));
  return {
    status: rule?.[0] ?? 'pending',
    contradictions: bothWays ? ['COMPLETED_AND_FAILED'] : [],
  };
}
