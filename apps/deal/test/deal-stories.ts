import { type PayoutStatus } from '@lk/contracts';
import { deterministicId } from '@lk/kernel';
import fc from 'fast-check';

/** One event of a story; told again it keeps its id. */
export interface ToldEvent {
  readonly from: 'bank' | 'payouts';
  readonly type: string;
  readonly data: object;
}

export interface DealIds {
  readonly dealId: string;
  readonly externalDealId: string;
}

export interface Story {
  readonly name: string;
  readonly events: (ids: DealIds) => ToldEvent[];
  /** How a deal with these events must end. */
  readonly end: object;
}

const PAID_AT = '2026-01-15T10:00:00.000Z';

const bank = ({ externalDealId: dealId }: DealIds, type: string, more: object = {}): ToldEvent => {
  return { from: 'bank', type, data: { dealId, ...more } };
};

/** The life of a payout of a whole share, one event for each version. */
function payouts(
  { dealId }: DealIds,
  recipientId: string,
  amountKopecks: string,
  statuses: readonly PayoutStatus[],
): ToldEvent[] {
  const payoutId = deterministicId(dealId, recipientId);
  return statuses.map((to, index) => ({
    from: 'payouts',
    type: 'payout.status-changed',
    data: {
      payoutId,
      dealId,
      recipientId,
      externalRecipientId: `bank-${recipientId}`,
      to,
      amountKopecks,
      version: index + 1,
      cause: { kind: 'event', id: 'e' },
      ...(to === 'paid_out' && { paidAt: PAID_AT }),
    },
  }));
}

const everybodyPaid = (ids: DealIds): ToldEvent[] => [
  ...payouts(ids, 'agent', '60030', ['pending', 'unknown', 'bank_hold', 'paid_out']),
  ...payouts(ids, 'agency', '40020', ['pending', 'paid_out']),
];
const paidRecipients = ['agent', 'agency'].map((recipientId) => ({
  recipientId,
  externalRecipientId: `bank-${recipientId}`,
  payoutStatus: 'paid_out',
  paidAt: PAID_AT,
}));

/** What can happen to the deal of `newDeal`, contradictions included. */
export const STORIES: readonly Story[] = [
  {
    name: 'paid at the second try, paid out and completed',
    events: (ids) => [
      bank(ids, 'deal.created'),
      bank(ids, 'deal.accepted'),
      bank(ids, 'payment.pending', { paymentId: '1' }),
      bank(ids, 'payment.failed', { paymentId: '1', errorCode: 'NO_FUNDS' }),
      bank(ids, 'payment.pending', { paymentId: '2', amount: 1000.5 }),
      bank(ids, 'payment.completed', { paymentId: '2', amount: 1000.5 }),
      bank(ids, 'payment.completed'),
      bank(ids, 'deal.completed'),
      ...everybodyPaid(ids),
    ],
    end: {
      status: 'released_paid_out',
      bankStatus: 'COMPLETED',
      contradictions: [],
      recipients: paidRecipients,
    },
  },
  {
    name: 'paid out and yet cancelled',
    events: (ids) => [
      bank(ids, 'deal.created'),
      bank(ids, 'payment.completed', { paymentId: '1' }),
      bank(ids, 'deal.cancelled', { reason: 'None' }),
      ...everybodyPaid(ids),
    ],
    end: {
      status: 'released_paid_out',
      bankStatus: 'CANCELLED',
      contradictions: ['PAID_OUT_AND_CANCELLED'],
      recipients: paidRecipients,
    },
  },
  {
    name: 'a failed payment, a failed payout, a cancellation',
    events: (ids) => [
      bank(ids, 'deal.accepted'),
      bank(ids, 'payment.pending'),
      bank(ids, 'payment.failed', { paymentId: '1' }),
      bank(ids, 'deal.cancelled'),
      ...payouts(ids, 'agent', '60030', ['pending', 'failed']),
    ],
    end: {
      status: 'cancelled_before_pay',
      bankStatus: 'CANCELLED',
      contradictions: [],
      recipients: [
        { recipientId: 'agent', payoutStatus: 'failed', paidAt: null },
        { recipientId: 'agency', payoutStatus: 'pending', paidAt: null },
      ],
    },
  },
];

/** One delivery: `event` of the story under its own id, or under another one as the same fact. */
export interface Delivery {
  readonly event: number;
  readonly sameId: boolean;
}

/** Every event of a story at least once, some again, in any order. */
export function deliveries(count: number): fc.Arbitrary<Delivery[]> {
  const first = Array.from({ length: count }, (_, event) => ({ event, sameId: true }));
  const again = fc.record({ event: fc.nat(count - 1), sameId: fc.boolean() });
  return fc
    .array(again, { minLength: 2, maxLength: 6 })
    .map((more) => [...first, ...more])
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));
}
