import { FaultPlan, NO_WEBHOOK_FAULTS } from './fault-plan';
import { type FaultRule } from './fault-rule';
import { ReorderBuffer } from './reorder-buffer';
import { pauseAfterAttempt } from './retry-schedule';
import { seededRandom } from './seeded-random';

const PAYMENTS = '/api/v1/nominal-accounts/payments';

function planOf(rules: FaultRule[], seed = 1): FaultPlan {
  const plan = new FaultPlan();
  plan.replace({ rules, webhooks: NO_WEBHOOK_FAULTS, seed });
  return plan;
}

describe('FaultPlan', () => {
  it.each([
    ['/api/v1/nominal-accounts', true],
    ['/payments', true],
    ['/nominal-accounts/payments', true],
    ['*/payments', true],
    ['*/payments/*', false],
    ['/deals', false],
  ])('matches %s: %p', (path, expected) => {
    expect(planOf([{ path }]).strike('POST', PAYMENTS) !== undefined).toBe(expected);
  });

  it('respects the method and the number of strikes, and takes the first rule that strikes', () => {
    const plan = planOf([
      { path: '/payments', method: 'post', status: 500, times: 1 },
      { path: '/', status: 503 },
    ]);
    const statuses = ['GET', 'POST', 'POST'].map((method) => plan.strike(method, PAYMENTS)?.status);
    expect(statuses).toEqual([503, 500, 503]);
    expect(plan.describe().rules.map(({ fired }) => fired)).toEqual([1, 2]);
  });

  it('repeats the same run for the same seed, near the given rate', () => {
    const run = (seed: number) => {
      const plan = planOf([{ path: '/', rate: 0.3 }], seed);
      return Array.from({ length: 1000 }, () => plan.strike('GET', PAYMENTS) !== undefined);
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
    const strikes = run(7).filter(Boolean).length;
    expect(strikes).toBeGreaterThan(240);
    expect(strikes).toBeLessThan(360);
  });

  it('strikes nothing after clear', () => {
    const plan = planOf([{ path: '/' }]);
    plan.clear();
    expect(plan.strike('GET', PAYMENTS)).toBeUndefined();
  });
});

describe('ReorderBuffer', () => {
  it('passes everything on at once with a window of 1', () => {
    const buffer = new ReorderBuffer<number>();
    expect([1, 2].map((item) => buffer.add(item, 1, seededRandom(1)))).toEqual([[1], [2]]);
  });

  it('holds a window, loses nothing and repeats for the same seed', () => {
    const run = () => {
      const buffer = new ReorderBuffer<number>();
      const random = seededRandom(5);
      return [1, 2, 3, 4, 5].flatMap((item) => buffer.add(item, 5, random));
    };
    expect([...run()].sort()).toEqual([1, 2, 3, 4, 5]);
    expect(run()).toEqual(run());
    expect(new ReorderBuffer<number>().add(1, 2, seededRandom(1))).toEqual([]);
  });
});

describe('pauseAfterAttempt', () => {
  it('keeps 5 attempts between 30 s and 10 min apart', () => {
    const pauses = [1, 2, 3, 4, 5].map((attempt) => pauseAfterAttempt(attempt, 1));
    expect(pauses).toEqual([30_000, 120_000, 300_000, 600_000, undefined]);
    expect(pauseAfterAttempt(1, 0.001)).toBe(30);
  });
});
