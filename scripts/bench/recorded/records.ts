import { type DealSide, type PayoutSide } from '@lk/contracts';

/**
 * Both sides of any number of deals, each computed from its position: nothing is kept, and the two
 * processes that serve them need not talk. Every deal has one payout; a seed turns the statuses around.
 */
export interface Recording {
  readonly deals: number;
  readonly seed: number;
}

const ACCOUNT = '40702810000000000000';
const AMOUNT_KOPECKS = 15_000_050;
/** Long ago: nothing is in flight, nothing is young. */
const AT = '2026-01-01T00:00:00.000Z';

/** Seven of ten are over, as in a registry of some years. */
const STATUSES = [
  'ACCEPTED',
  'FUNDED',
  'CANCELLED',
  ...Array.from({ length: 7 }, () => 'COMPLETED' as const),
] as const;
type Status = (typeof STATUSES)[number];

const OURS = {
  ACCEPTED: { status: 'ready_to_pay', facts: ['deal.accepted', 'deal.created'] },
  FUNDED: { status: 'paid_to_bank', facts: ['deal.accepted', 'payment.completed'] },
  CANCELLED: { status: 'cancelled_before_pay', facts: ['deal.accepted', 'deal.cancelled'] },
  COMPLETED: {
    status: 'released_paid_out',
    facts: ['deal.accepted', 'deal.completed', 'payment.completed'],
  },
} as const;

/** One of so many deals is not as far at the bank as with us: a drift without a repair. */
export const DRIFT_EVERY = 20_000;

/** How many differences a recording has. */
export const driftsIn = ({ deals }: Recording): number => Math.ceil(deals / DRIFT_EVERY);

const isDrift = (index: number): boolean => index % DRIFT_EVERY === 0;

/** Our ids in the order of their positions, so that a key says where its page begins. */
export const idOf = (kind: 'deal' | 'payout', index: number): string =>
  `${index.toString(16).padStart(8, '0')}-0000-4000-8000-${kind === 'deal' ? 'd' : 'f'}00000000000`;

export const indexOfId = (id: string): number => parseInt(id.slice(0, 8), 16);

const externalOf = (kind: 'deal' | 'pay' | 'to', index: number): string => `${kind}-${index}`;
export const indexOfExternal = (id: string): number => Number(id.slice(id.indexOf('-') + 1));

function statusOf({ seed }: Recording, index: number): Status {
  // A drift must be in a status from which the bank can be behind.
  if (isDrift(index)) return 'FUNDED';
  return STATUSES[(index * 7 + seed) % STATUSES.length] ?? 'COMPLETED';
}

export const bankDeal = (recording: Recording, index: number): object => ({
  dealId: externalOf('deal', index),
  accountNumber: ACCOUNT,
  status: isDrift(index) ? 'ACCEPTED' : statusOf(recording, index),
});

export const bankPayment = (recording: Recording, index: number): object => ({
  type: 'REGULAR',
  paymentId: externalOf('pay', index),
  beneficiaryId: externalOf('to', index),
  accountNumber: ACCOUNT,
  amount: AMOUNT_KOPECKS / 100,
  status: isPaid(recording, index) ? 'SUCCEEDED' : 'PENDING',
  purpose: 'Recorded',
  dealId: externalOf('deal', index),
});

const isPaid = (recording: Recording, index: number): boolean =>
  statusOf(recording, index) === 'COMPLETED';

export function dealSide(recording: Recording, index: number): DealSide {
  const bankStatus = statusOf(recording, index);
  return {
    dealId: idOf('deal', index),
    externalDealId: externalOf('deal', index),
    ...OURS[bankStatus],
    bankStatus,
    amountKopecks: String(AMOUNT_KOPECKS),
    version: 3,
    createdAt: AT,
    changedAt: AT,
    reconciledFacts: [],
    recipients: [
      {
        recipientId: 'agent',
        externalRecipientId: externalOf('to', index),
        shareKopecks: String(AMOUNT_KOPECKS),
        payoutStatus: isPaid(recording, index) ? 'paid_out' : 'bank_hold',
      },
    ],
  };
}

export function payoutSide(recording: Recording, index: number): PayoutSide {
  const paid = isPaid(recording, index);
  return {
    payoutId: idOf('payout', index),
    dealId: idOf('deal', index),
    externalDealId: externalOf('deal', index),
    recipientId: 'agent',
    externalRecipientId: externalOf('to', index),
    amountKopecks: String(AMOUNT_KOPECKS),
    paymentId: externalOf('pay', index),
    status: paid ? 'paid_out' : 'bank_hold',
    createdAt: AT,
    changedAt: AT,
    facts: ['accepted', 'payout.initiated', ...(paid ? ['payout.completed'] : [])],
    reconciledFacts: [],
  };
}

/** What `scope=open` shows. */
export const isOpen = {
  deal: (recording: Recording, index: number): boolean =>
    ['ACCEPTED', 'FUNDED'].includes(statusOf(recording, index)),
  payout: (recording: Recording, index: number): boolean => !isPaid(recording, index),
} as const;
