import { randomUUID } from 'node:crypto';
import {
  type BankStatus,
  ordinaryDeal,
  type Plant,
  plantDeal,
  type PlannedDeal,
  type PlannedPayout,
  plantPayment,
  plantsOf,
} from './registry';

/** What reconciliation must say about a planted difference. */
export interface ExpectedDrift {
  readonly class: string;
  readonly subjectKind: string;
  readonly subjectId: string;
}

/** One planted difference: what we have of it, what the bank has, and its name. */
export interface PlantedDrift {
  readonly ours?: PlannedDeal;
  readonly plants: readonly Plant[];
  readonly expected: ExpectedDrift;
}

export type Random = () => number;
type Planter = (random: Random) => PlantedDrift;

const amount = (random: Random): number => 100_000 + Math.floor(random() * 1e8);
const pick = <T>(random: Random, items: readonly T[]): T =>
  items[Math.floor(random() * items.length)] as T;
const deal = (random: Random, ...statuses: BankStatus[]): PlannedDeal =>
  ordinaryDeal(pick(random, statuses), amount(random));

function firstPayout({ payouts: [first] }: PlannedDeal): PlannedPayout & { paymentId: string } {
  const { paymentId } = first ?? { paymentId: null };
  if (!first || paymentId === null) throw new Error('The deal has no payout');
  return { ...first, paymentId };
}

const aboutDeal = (name: string, { dealId: subjectId }: PlannedDeal): ExpectedDrift => {
  return { class: name, subjectKind: 'deal', subjectId };
};
const aboutPayout = (name: string, ours: PlannedDeal): ExpectedDrift => {
  return { class: name, subjectKind: 'payout', subjectId: ours.payouts[0]?.payoutId ?? '' };
};

/** The bank's deal stands elsewhere than ours. */
function movedDeal(name: string, ours: PlannedDeal, status: BankStatus): PlantedDrift {
  const move = { op: 'set-deal', dealId: ours.externalDealId, status };
  return { ours, plants: [...plantsOf(ours), move], expected: aboutDeal(name, ours) };
}

/** The bank's first payment of a deal differs from our payout. */
function changedPayment(name: string, ours: PlannedDeal, change: object): PlantedDrift {
  const { paymentId } = firstPayout(ours);
  const plant = { op: 'set-payment', paymentId, ...change };
  return { ours, plants: [...plantsOf(ours), plant], expected: aboutPayout(name, ours) };
}

/** A payment of the bank that stands in no payout of ours. */
function strayPayment(
  name: string,
  ours: PlannedDeal | undefined,
  payment: { beneficiaryId: string; amountKopecks: number; dealId?: string },
): PlantedDrift {
  const paymentId = randomUUID();
  const stray = plantPayment({ paymentId, status: 'SUCCEEDED', ...payment });
  const expected = { class: name, subjectKind: 'payment', subjectId: paymentId };
  return { ...(ours && { ours }), plants: [...(ours ? plantsOf(ours) : []), stray], expected };
}

/** A payout of which we do not know whether the bank made it. */
function unknownPayout(random: Random, madeByBank: boolean): PlantedDrift {
  const ordinary = deal(random, 'IN_PROGRESS');
  const payout = { ...firstPayout(ordinary), paymentId: null, status: 'unknown' as const };
  const ours = { ...ordinary, payouts: [payout] };
  const { beneficiaryId, amountKopecks } = payout;
  const made = {
    paymentId: randomUUID(),
    beneficiaryId,
    amountKopecks,
    status: 'PENDING',
  } as const;
  return {
    ours,
    plants: [
      ...plantsOf(ours),
      ...(madeByBank ? [plantPayment({ ...made, dealId: ours.externalDealId })] : []),
    ],
    expected: aboutPayout('payout-unknown', ours),
  };
}

/** The state is right, and no webhook has told the fact that it needs. */
function missedWebhook(random: Random): PlantedDrift {
  const ordinary = deal(random, 'FUNDED');
  const facts = ordinary.facts.map((fact) =>
    fact.by === 'event' ? { ...fact, by: 'reconciliation' as const } : fact,
  );
  const ours = { ...ordinary, facts };
  return { ours, plants: plantsOf(ours), expected: aboutDeal('webhook-missed', ours) };
}

const FORWARD: readonly (readonly [BankStatus, BankStatus])[] = [
  ['DRAFT', 'ACCEPTED'],
  ['DRAFT', 'FUNDED'],
  ['ACCEPTED', 'FUNDED'],
  ['ACCEPTED', 'IN_PROGRESS'],
  ['ACCEPTED', 'CANCELLED'],
  ['FUNDED', 'COMPLETED'],
  ['FUNDED', 'CANCELLED'],
];

const BACKWARD: readonly (readonly [BankStatus, BankStatus])[] = [
  ['ACCEPTED', 'DRAFT'],
  ['FUNDED', 'ACCEPTED'],
  ['COMPLETED', 'IN_PROGRESS'],
  ['CANCELLED', 'ACCEPTED'],
];

/** Every way of differing about deals and payouts, some classes in more than one. */
export const DEAL_DRIFTS: readonly Planter[] = [
  (random) => {
    const dealId = randomUUID();
    const expected = { class: 'missing-here', subjectKind: 'deal', subjectId: dealId };
    return { plants: [plantDeal(dealId, pick(random, ['ACCEPTED', 'FUNDED']))], expected };
  },
  (random) =>
    strayPayment('missing-here', undefined, {
      beneficiaryId: randomUUID(),
      amountKopecks: amount(random),
    }),
  (random) => {
    const ours = deal(random, 'DRAFT', 'ACCEPTED', 'FUNDED');
    const hide = { op: 'set-deal', dealId: ours.externalDealId, hiddenFrom: 'everywhere' };
    const expected = aboutDeal('missing-there', ours);
    return { ours, plants: [...plantsOf(ours), hide], expected };
  },
  (random) =>
    changedPayment('missing-there', deal(random, 'IN_PROGRESS', 'COMPLETED'), {
      hiddenFrom: 'everywhere',
    }),
  (random) => {
    const [from, to] = pick(random, FORWARD);
    return movedDeal('bank-ahead', deal(random, from), to);
  },
  (random) =>
    changedPayment('bank-ahead', deal(random, 'IN_PROGRESS'), {
      status: pick(random, ['SUCCEEDED', 'FAILED']),
    }),
  (random) => {
    const [from, to] = pick(random, BACKWARD);
    return movedDeal('we-ahead', deal(random, from), to);
  },
  (random) => changedPayment('we-ahead', deal(random, 'COMPLETED'), { status: 'PENDING' }),
  (random) => {
    const ours = deal(random, 'IN_PROGRESS', 'COMPLETED');
    return changedPayment('amount', ours, { amount: firstPayout(ours).amountKopecks / 100 + 0.5 });
  },
  (random) =>
    changedPayment('recipient-set', deal(random, 'IN_PROGRESS', 'COMPLETED'), {
      beneficiaryId: randomUUID(),
    }),
  (random) => {
    const ours = deal(random, 'IN_PROGRESS');
    const stranger = { beneficiaryId: randomUUID(), amountKopecks: amount(random) };
    return strayPayment('recipient-set', ours, { ...stranger, dealId: ours.externalDealId });
  },
  (random) => {
    const ours = deal(random, 'IN_PROGRESS', 'COMPLETED');
    const { beneficiaryId, amountKopecks } = firstPayout(ours);
    const dealId = ours.externalDealId;
    return strayPayment('duplicate-payment', ours, { beneficiaryId, amountKopecks, dealId });
  },
  (random) => unknownPayout(random, true),
  (random) => unknownPayout(random, false),
  (random) => movedDeal('impossible-transition', deal(random, 'COMPLETED'), 'CANCELLED'),
  (random) => movedDeal('impossible-transition', deal(random, 'CANCELLED'), 'COMPLETED'),
  (random) =>
    changedPayment('impossible-transition', deal(random, 'COMPLETED'), { status: 'FAILED' }),
  missedWebhook,
];
