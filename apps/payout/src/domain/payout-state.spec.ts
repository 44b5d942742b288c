import { PAYOUT_STATUSES, type PayoutStatus } from '@lk/contracts';
import fc from 'fast-check';
import {
  derivePayoutState,
  OPEN_STATUSES,
  PAYOUT_FACT_KINDS,
  PAYOUT_TRANSITIONS,
  type PayoutFactKind,
} from './payout-state';

const stateOf = (...facts: PayoutFactKind[]) => derivePayoutState(new Set(facts));

describe('derivePayoutState', () => {
  it.each<[PayoutStatus, PayoutFactKind[]]>([
    ['pending', []],
    ['pending', ['accepted']],
    ['unknown', ['outcome-unknown']],
    ['pending', ['outcome-unknown', 'accepted']],
    ['bank_hold', ['payout.initiated']],
    ['bank_hold', ['outcome-unknown', 'payout.initiated']],
    ['failed', ['refused']],
    ['failed', ['accepted', 'payout.initiated', 'payout.failed']],
    ['paid_out', ['payout.completed']],
    ['paid_out', ['outcome-unknown', 'payout.completed']],
    ['paid_out', ['payout.failed', 'payout.completed']],
    ['paid_out', ['refused', 'payout.completed']],
  ])('is %s after %j', (status, facts) => {
    expect(stateOf(...facts).status).toBe(status);
  });

  it('finds a contradiction exactly where money left and did not leave', () => {
    for (const facts of allSets()) {
      const left = facts.has('payout.completed');
      const stayed = facts.has('payout.failed') || facts.has('refused');
      expect(derivePayoutState(facts).contradictions).toEqual(
        left && stayed ? ['COMPLETED_AND_FAILED'] : [],
      );
    }
  });

  it('ends in the same state after any permutation with any duplicates', () => {
    const told = fc.array(fc.constantFrom(...PAYOUT_FACT_KINDS), { maxLength: 12 });
    const retold = told.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(retold, ([facts, again]) => {
        expect(stateOf(...again)).toEqual(stateOf(...facts));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('PAYOUT_TRANSITIONS', () => {
  it('holds exactly the changes that one more fact can make, for every pair of statuses', () => {
    const observed = new Set<string>();
    for (const facts of allSets()) {
      const from = derivePayoutState(facts).status;
      for (const fact of PAYOUT_FACT_KINDS) {
        const to = stateOf(...facts, fact).status;
        if (to !== from) observed.add(`${from} -> ${to}`);
      }
    }
    const pairs = PAYOUT_STATUSES.flatMap((from) => PAYOUT_STATUSES.map((to) => ({ from, to })));
    const wrong = pairs.filter(
      ({ from, to }) => PAYOUT_TRANSITIONS[from].includes(to) !== observed.has(`${from} -> ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves a status that may still move money only for another of the table', () => {
    const final = PAYOUT_STATUSES.filter((status) => !OPEN_STATUSES.includes(status));
    expect(final).toEqual(['released', 'paid_out', 'failed']);
    // A payout that failed moves only when the bank says afterwards that it was paid.
    expect(final.flatMap((status) => PAYOUT_TRANSITIONS[status])).toEqual(['paid_out']);
  });
});

/** All 64 sets of facts. */
function allSets(): Set<PayoutFactKind>[] {
  return Array.from(
    { length: 2 ** PAYOUT_FACT_KINDS.length },
    (_, mask) => new Set(PAYOUT_FACT_KINDS.filter((_kind, bit) => mask & (1 << bit))),
  );
}
