import {
  DEAL_STATUSES,
  type DealBankStatus,
  type DealStatus,
  type PayoutStatus,
} from '@lk/contracts';
import fc from 'fast-check';
import { DEAL_FACT_KINDS, type DealFact, type DealFactKind } from './deal-facts';
import {
  type Contradiction,
  DEAL_TRANSITIONS,
  deriveDealState,
  type RecipientFacts,
  type RecipientPayout,
  type RecipientState,
} from './deal-state';

const fact = (kind: DealFactKind, paymentId = ''): DealFact => ({ kind, paymentId });
const facts = (...kinds: DealFactKind[]): DealFact[] => kinds.map((kind) => fact(kind));
const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

const payout = (status: PayoutStatus, amountKopecks = 100n, paidAt?: Date): RecipientPayout =>
  paidAt ? { status, amountKopecks, paidAt } : { status, amountKopecks };
const recipient = (...payouts: RecipientPayout[]): RecipientFacts => {
  return { shareKopecks: 100n, payouts };
};
const UNPAID = recipient();
const PAID = recipient(payout('paid_out', 100n, at(1)));

describe('deriveDealState', () => {
  describe('status', () => {
    it.each<[DealStatus, DealBankStatus, DealFact[], RecipientFacts[]]>([
      ['draft', 'DRAFT', [], [UNPAID]],
      ['draft', 'DRAFT', facts('deal.created'), [UNPAID]],
      ['ready_to_pay', 'ACCEPTED', facts('deal.accepted'), [UNPAID]],
      ['payment_pending', 'ACCEPTED', facts('deal.accepted', 'payment.pending'), [UNPAID]],
      ['payment_pending', 'DRAFT', facts('payment.pending'), [UNPAID]],
      ['payment_failed', 'ACCEPTED', facts('deal.accepted', 'payment.failed'), [UNPAID]],
      [
        'payment_pending',
        'DRAFT',
        [fact('payment.failed', '1'), fact('payment.pending', '2')],
        [UNPAID],
      ],
      ['paid_to_bank', 'FUNDED', facts('payment.completed'), [UNPAID]],
      ['paid_to_bank', 'FUNDED', facts('payment.completed', 'payment.failed'), [PAID, UNPAID]],
      ['cancelled_before_pay', 'CANCELLED', facts('deal.accepted', 'deal.cancelled'), [UNPAID]],
      ['cancelled_before_pay', 'CANCELLED', facts('payment.pending', 'deal.cancelled'), [UNPAID]],
      ['cancelled_refunded', 'CANCELLED', facts('payment.completed', 'deal.cancelled'), [UNPAID]],
      ['released_paid_out', 'FUNDED', facts('payment.completed'), [PAID, PAID]],
      ['released_paid_out', 'COMPLETED', facts('deal.completed'), [UNPAID]],
      ['released_paid_out', 'COMPLETED', facts('deal.completed', 'deal.cancelled'), [UNPAID]],
      ['released_paid_out', 'CANCELLED', facts('payment.completed', 'deal.cancelled'), [PAID]],
    ])('is %s and %s at the bank after %j', (status, bankStatus, known, recipients) => {
      expect(deriveDealState(known, recipients)).toMatchObject({ status, bankStatus });
    });

    it('is not paid out for a deal without recipients', () => {
      expect(deriveDealState(facts('payment.completed'), []).status).toBe('paid_to_bank');
    });
  });

  describe('contradictions', () => {
    it.each<[Contradiction[], DealFact[], RecipientFacts[]]>([
      [[], facts('payment.completed', 'deal.completed'), [PAID]],
      [[], facts('payment.completed', 'deal.cancelled'), [UNPAID]],
      [[], facts('deal.completed'), [PAID]],
      [['COMPLETED_AND_CANCELLED'], facts('deal.completed', 'deal.cancelled'), [UNPAID]],
      [['PAID_OUT_AND_CANCELLED'], facts('payment.completed', 'deal.cancelled'), [PAID, UNPAID]],
      [['PAID_OUT_WITHOUT_PAYMENT'], facts('payment.pending'), [PAID]],
      [['PAID_OUT_AND_CANCELLED', 'PAID_OUT_WITHOUT_PAYMENT'], facts('deal.cancelled'), [PAID]],
      [
        ['COMPLETED_AND_CANCELLED', 'PAID_OUT_AND_CANCELLED'],
        facts('deal.completed', 'deal.cancelled'),
        [PAID],
      ],
    ])('are %j after %j', (contradictions, known, recipients) => {
      expect(deriveDealState(known, recipients).contradictions).toEqual(contradictions);
    });
  });

  describe('recipients', () => {
    it.each<[string, RecipientPayout[], RecipientState]>([
      ['no payout yet', [], { payoutStatus: 'pending', paidAt: undefined }],
      [
        'a payout under way',
        [payout('bank_hold')],
        { payoutStatus: 'bank_hold', paidAt: undefined },
      ],
      ['a failed payout', [payout('failed')], { payoutStatus: 'failed', paidAt: undefined }],
      [
        'a failed and a new one',
        [payout('failed'), payout('pending')],
        { payoutStatus: 'pending', paidAt: undefined },
      ],
      [
        'an unknown one first',
        [payout('bank_hold', 50n), payout('unknown', 50n)],
        { payoutStatus: 'unknown', paidAt: undefined },
      ],
      [
        'the whole share',
        [payout('paid_out', 100n, at(1))],
        { payoutStatus: 'paid_out', paidAt: at(1) },
      ],
      [
        'two halves, paid with the later',
        [payout('paid_out', 50n, at(9)), payout('paid_out', 50n, at(3))],
        { payoutStatus: 'paid_out', paidAt: at(9) },
      ],
      [
        'the whole share after a failure',
        [payout('failed'), payout('paid_out', 100n, at(1))],
        { payoutStatus: 'paid_out', paidAt: at(1) },
      ],
      [
        'one half',
        [payout('paid_out', 50n, at(1))],
        { payoutStatus: 'released', paidAt: undefined },
      ],
      [
        'one half, the other under way',
        [payout('paid_out', 50n, at(1)), payout('bank_hold', 50n)],
        { payoutStatus: 'bank_hold', paidAt: undefined },
      ],
      [
        'one half, the other failed',
        [payout('paid_out', 50n, at(1)), payout('failed', 50n)],
        { payoutStatus: 'failed', paidAt: undefined },
      ],
    ])('follow %s', (_case, payouts, state) => {
      expect(deriveDealState([], [recipient(...payouts)]).recipients).toEqual([state]);
      expect(deriveDealState([], [recipient(...payouts.reverse())]).recipients).toEqual([state]);
    });
  });

  it('ends in the same state after any permutation with any duplicates', () => {
    const anyFact = fc.record({
      kind: fc.constantFrom(...DEAL_FACT_KINDS),
      paymentId: fc.constantFrom('', '1', '2'),
    });
    const anyPayout = fc.record({
      status: fc.constantFrom<PayoutStatus>(
        'pending',
        'bank_hold',
        'unknown',
        'failed',
        'paid_out',
      ),
      amountKopecks: fc.constantFrom(50n, 100n),
      paidAt: fc.constantFrom(at(1), at(2)),
    });
    const anyStory = fc.record({
      known: fc.array(anyFact, { maxLength: 12 }),
      payouts: fc.array(fc.array(anyPayout, { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
    });
    const retold = anyStory.chain(({ known, payouts }) =>
      fc.record({
        known: fc.constant(known),
        payouts: fc.constant(payouts),
        again: shuffledWithDuplicates(known),
        payoutsAgain: fc.tuple(
          ...payouts.map((list) =>
            fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
          ),
        ),
      }),
    );
    fc.assert(
      fc.property(retold, ({ known, payouts, again, payoutsAgain }) => {
        const recipients = (lists: RecipientPayout[][]) => lists.map((list) => recipient(...list));
        const state = deriveDealState(known, recipients(payouts));
        expect(deriveDealState(again, recipients(payoutsAgain))).toEqual(state);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Every item at least once, in any order. */
function shuffledWithDuplicates<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  const duplicates = items.length > 0 ? fc.array(fc.constantFrom(...items)) : fc.constant([]);
  return duplicates.chain((more) => {
    const all = [...items, ...more];
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  });
}

describe('DEAL_TRANSITIONS', () => {
  /** Facts about the deal, two payments with ids and one without. */
  const universe: DealFact[] = [
    ...facts('deal.created', 'deal.accepted', 'deal.completed', 'deal.cancelled'),
    ...['', '1', '2'].flatMap((id) =>
      (['payment.pending', 'payment.completed', 'payment.failed'] as const).map((k) => fact(k, id)),
    ),
  ];
  /** How far the recipients have been paid out; only ever grows. */
  const stages = [
    [UNPAID, UNPAID],
    [PAID, UNPAID],
    [PAID, PAID],
  ];
  const sets = 2 ** universe.length;
  const subset = (mask: number): DealFact[] => universe.filter((_, bit) => mask & (1 << bit));
  const statusOf = stages.map((recipients) =>
    Array.from({ length: sets }, (_, mask) => deriveDealState(subset(mask), recipients).status),
  );

  /** Every change of status that one more fact can make, over all sets of facts. */
  function observedChanges(): Set<string> {
    const seen = new Set<string>();
    statusOf.forEach((statuses, stage) => {
      statuses.forEach((from, mask) => {
        const next = universe.map((_, bit) => statuses[mask | (1 << bit)]);
        for (const to of [...next, statusOf[stage + 1]?.[mask]]) {
          if (to !== undefined && to !== from) seen.add(`${from} -> ${to}`);
        }
      });
    });
    return seen;
  }

  it('holds exactly the changes that one more fact can make, for every pair of statuses', () => {
    const observed = observedChanges();
    const pairs = DEAL_STATUSES.flatMap((from) => DEAL_STATUSES.map((to) => ({ from, to })));
    const wrong = pairs.filter(
      ({ from, to }) => DEAL_TRANSITIONS[from].includes(to) !== observed.has(`${from} -> ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('leads every status but the last one somewhere, and none back to draft', () => {
    const dead = DEAL_STATUSES.filter((status) => DEAL_TRANSITIONS[status].length === 0);
    expect(dead).toEqual(['released_paid_out']);
    expect(Object.values(DEAL_TRANSITIONS).flat()).not.toContain('draft');
  });

  it('never takes money back: what was paid stays paid, refunded or released', () => {
    const afterPay: DealStatus[] = ['paid_to_bank', 'cancelled_refunded', 'released_paid_out'];
    for (const status of afterPay) {
      for (const next of DEAL_TRANSITIONS[status]) expect(afterPay).toContain(next);
    }
  });
});
