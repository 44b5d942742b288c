import { DEAL_DRIFTS } from './drift-kinds';
import { compareWithOracle, nameOf, planDrift } from './planned-drift';

const classesOf = (deals: number, seed: number): string[] =>
  planDrift(deals, seed).expected.map((drift) => drift.class);

describe(planDrift.name, () => {
  it('plants every way of differing, each about a record of its own', () => {
    const { ours, expected } = planDrift(300, 7);
    expect(new Set(expected.map((drift) => drift.class))).toEqual(
      new Set([
        'missing-here',
        'missing-there',
        'bank-ahead',
        'we-ahead',
        'amount',
        'recipient-set',
        'duplicate-payment',
        'payout-unknown',
        'impossible-transition',
        'webhook-missed',
      ]),
    );
    expect(expected.length).toBeGreaterThanOrEqual(2 * DEAL_DRIFTS.length);
    expect(new Set(expected.map(nameOf)).size).toBe(expected.length);
    expect(new Set(expected.map(({ subjectId }) => subjectId)).size).toBe(expected.length);
    expect(ours.length).toBeGreaterThan(200);
  });

  it('plants the same for the same seed, and other things for another', () => {
    expect(classesOf(300, 7)).toEqual(classesOf(300, 7));
    expect(classesOf(300, 7)).not.toEqual(classesOf(300, 8));
  });

  it('makes what a plant changes before it is changed', () => {
    const { plants } = planDrift(500, 9);
    const made = new Set<unknown>();
    for (const { op, dealId, paymentId } of plants) {
      if (op === 'deal') made.add(dealId);
      if (op === 'payment') made.add(paymentId);
      if (op === 'set-deal') expect(made).toContain(dealId);
      if (op === 'set-payment') expect(made).toContain(paymentId);
    }
  });
});

describe(compareWithOracle.name, () => {
  const drift = (name: string, subjectId: string) => {
    return { class: name, subjectKind: 'deal', subjectId };
  };

  it('tells what was missed and what was invented; a wrong class is both', () => {
    const planted = [drift('amount', '1'), drift('we-ahead', '2')];
    expect(compareWithOracle(planted, planted)).toEqual({ missed: [], invented: [] });
    expect(compareWithOracle([drift('amount', '1'), drift('amount', '2')], planted)).toEqual({
      missed: ['we-ahead deal 2'],
      invented: ['amount deal 2'],
    });
  });
});
