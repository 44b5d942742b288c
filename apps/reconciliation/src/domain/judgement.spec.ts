import fc from 'fast-check';
import { brakes, isImplausible, webhooksStopped } from './brake';
import { DRIFT_CLASS_NAMES } from './drift-classes';
import { nextWalk, watchPage } from './list-watch';
import { nextPhase, phaseBehindScope, type PhaseName, planScope, type RunMode } from './plan';
import { parsePolicy, Policy } from './policy';
import { factEventId } from './repair-event';
import { dueRuns } from './schedule';
import { judge } from './verdict';

describe('the brake', () => {
  const budget = { count: 100, share: 0.2, floor: 20 };
  it.each([
    [101, 1_000_000, true],
    [100, 1_000_000, false],
    [21, 100, true],
    [20, 20, false],
    [21, 105, false],
    [0, 0, false],
  ])('of %d repairs among %d compared: %p', (repairs, compared, expected) => {
    expect(brakes(repairs, compared, budget)).toBe(expected);
  });

  it('holds for more once it holds', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(5000), fc.nat(100), (repairs, compared, more) => {
        if (brakes(repairs, compared, budget)) {
          expect(brakes(repairs + more, compared, budget)).toBe(true);
        }
      }),
    );
  });

  it('does not believe that half of what is alive was cancelled, nor that events stopped for four', () => {
    const limit = { count: 5, share: 0.3 };
    expect(isImplausible(4, 4, limit)).toBe(false);
    expect(isImplausible(5, 10, limit)).toBe(true);
    expect(isImplausible(5, 100, limit)).toBe(false);
    expect(webhooksStopped({ told: 0, missed: 4 })).toBe(false);
    expect(webhooksStopped({ told: 4, missed: 5 })).toBe(true);
    expect(webhooksStopped({ told: 5, missed: 5 })).toBe(false);
  });
});

describe('watchPage', () => {
  const fresh = { known: 10, lastTotal: undefined };
  it.each([
    ['an empty list where we know of deals', { offset: 0 }, [0, 0, 0], fresh, 'EMPTY_LIST'],
    [
      'an empty list where we know of none',
      { offset: 0 },
      [0, 0, 0],
      { ...fresh, known: 0 },
      undefined,
    ],
    [
      'a list of half its size',
      { offset: 0 },
      [50, 50, 0],
      { ...fresh, lastTotal: 100 },
      'TOTAL_SHRUNK',
    ],
    [
      'a list that lost one draft',
      { offset: 0 },
      [99, 50, 0],
      { ...fresh, lastTotal: 100 },
      undefined,
    ],
    [
      'a list that shrinks while it is read',
      { offset: 50, total: 100 },
      [60, 10, 0],
      fresh,
      'TOTAL_SHRUNK',
    ],
    ['half a page in the middle', { offset: 50, longest: 50 }, [200, 25, 0], fresh, 'SHORT_PAGE'],
    ['no page in the middle', { offset: 0 }, [200, 0, 0], fresh, 'SHORT_PAGE'],
    ['a short last page', { offset: 150, longest: 50 }, [160, 10, 0], fresh, undefined],
    ['pages that the bank cuts to its own length', { offset: 0 }, [200, 25, 0], fresh, undefined],
    ['the same page again', { offset: 50, longest: 50 }, [200, 50, 50], fresh, 'REPEATED_PAGE'],
  ] as const)('%s', (_what, walk, [total, rows, repeated], expected, suspicion) => {
    expect(watchPage(walk, { total, rows, repeated }, expected)).toBe(suspicion);
  });

  it('believes every honest list, whatever its size and the length of its pages', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.integer({ min: 1, max: 300 }), (total, length) => {
        let walk: Parameters<typeof watchPage>[0] | undefined = { offset: 0 };
        let met = 0;
        while (walk) {
          const rows: number = Math.min(length, total - walk.offset);
          const page = { total, rows, repeated: 0 };
          expect(
            watchPage(walk, page, { known: Math.min(total, 1), lastTotal: total }),
          ).toBeUndefined();
          met += rows;
          walk = nextWalk(walk, page);
        }
        expect(met).toBe(total);
      }),
    );
  });
});

describe('planScope', () => {
  const facts = { scope: 'deals', known: 1, pageRows: 50, callsPerSecond: 10 } as const;
  it.each<[RunMode, number, number, string, number]>([
    ['incremental', 5, 1000, 'gets', 6],
    ['incremental', 30, 1000, 'lists', 20],
    ['sweep', 0, 10_000, 'lists', 200],
  ])(
    '%s of %d records and a list of %d: %s in %d calls',
    (mode, candidates, bankTotal, strategy, calls) => {
      const plan = planScope({ ...facts, mode, candidates, bankTotal });
      expect(plan).toMatchObject({ strategy, calls: { deals: calls } });
      expect(plan.seconds).toBe(Math.ceil(calls / 10));
    },
  );
});

describe('nextPhase', () => {
  const walk = (mode: RunMode, scope: 'deals' | 'payouts' | 'all'): PhaseName[] => {
    const phases: PhaseName[] = [];
    let phase = nextPhase({ scope, mode }, { deals: 'gets', payouts: 'lists' }, undefined);
    for (; phase; phase = nextPhase({ scope, mode }, { deals: 'gets', payouts: 'lists' }, phase)) {
      phases.push(phase);
    }
    return phases;
  };

  it('ends every scope with merging, repairing and closing, and plans it first', () => {
    for (const mode of ['incremental', 'sweep', 'recheck', 'deal'] as const) {
      const phases = walk(mode, 'all');
      expect(new Set(phases).size).toBe(phases.length);
      expect(phases.slice(-3).map((phase) => phase.split('.')[1])).toEqual([
        'merge',
        'repair',
        'close',
      ]);
      expect(phases[0]).toBe('deals.plan');
    }
    expect(walk('incremental', 'deals')).toContain('deals.tail');
    expect(walk('sweep', 'payouts')).toContain('payouts.list');
  });

  it('goes on with the next scope where one is not believed', () => {
    expect(phaseBehindScope({ scope: 'all', mode: 'sweep' }, 'deals')).toBe('payouts.plan');
    expect(phaseBehindScope({ scope: 'deals', mode: 'sweep' }, 'deals')).toBeUndefined();
  });
});

describe('dueRuns', () => {
  const intervals = { deals: 300_000, payouts: 300_000, 'self-employed': 0 };
  const now = new Date('2026-01-02T22:30:00Z');
  const at = (text: string): Date => new Date(text);

  it('sweeps once a night, and makes up for a night that nobody was there', () => {
    const last = { incremental: {}, sweep: at('2026-01-01T22:00:01Z') };
    expect(dueRuns(now, last, intervals, 22)).toEqual([{ scope: 'all', mode: 'sweep' }]);
    const done = { ...last, sweep: at('2026-01-02T22:00:01Z') };
    expect(dueRuns(now, done, intervals, 22).map(({ mode }) => mode)).not.toContain('sweep');
    expect(dueRuns(at('2026-01-03T09:00:00Z'), last, intervals, 22)).toHaveLength(1);
    expect(dueRuns(at('2026-01-03T11:00:00Z'), last, intervals, 22)).toHaveLength(2);
    expect(dueRuns(now, { incremental: {}, sweep: undefined }, intervals, -1)).toHaveLength(2);
  });

  it('runs a scope when its interval is over', () => {
    const incremental = { deals: at('2026-01-02T22:26:00Z'), payouts: at('2026-01-02T22:25:00Z') };
    expect(dueRuns(now, { incremental, sweep: now }, intervals, 22)).toEqual([
      { scope: 'payouts', mode: 'incremental' },
    ]);
  });
});

describe('Policy', () => {
  it('has a default for every class, which configuration overrides', () => {
    const policy = Policy.of('amount=record,bank-ahead=propose:5', 1000);
    expect(policy.for('amount')).toEqual({ action: 'record', graceMs: 0 });
    expect(policy.for('bank-ahead')).toEqual({ action: 'propose', graceMs: 5 });
    expect(policy.for('payout-unknown')).toEqual({ action: 'page', graceMs: 5000 });
    for (const name of DRIFT_CLASS_NAMES) expect(policy.for(name).action).toBeDefined();
  });

  it.each(['amount', 'amount=pay', 'amount=page:x', 'none=page', 'amount=page,amount=page'])(
    'refuses %p',
    (text) => expect(parsePolicy(text)).toBeUndefined(),
  );
});

describe('factEventId', () => {
  it('is one for a fact, in every run, and another for every other fact', () => {
    const completed = { type: 'payout.completed', data: { paymentId: 'x', amount: 1 } } as const;
    const corrected = { ...completed, data: { ...completed.data, amount: 2 } };
    expect(factEventId(completed)).toBe(factEventId(corrected));
    expect(factEventId(completed)).not.toBe(factEventId({ ...completed, type: 'payout.failed' }));
    const deal = { type: 'deal.accepted', data: { dealId: 'x' } } as const;
    expect(factEventId(deal)).not.toBe(factEventId({ ...deal, data: { dealId: 'y' } }));
  });
});

describe('judge', () => {
  const green = {
    ...{ open: 0, suspectRuns: 0, failedRuns: 0, brakedRuns: 0 },
    ...{ uncovered: [], coverage: 1 },
  };
  it('is green only when nothing is open, doubted, failed, stopped or left out', () => {
    expect(judge(green)).toEqual({ green: true, reasons: [] });
    const bad = [{ open: 1 }, { suspectRuns: 1 }, { failedRuns: 1 }, { brakedRuns: 1 }];
    for (const fields of [...bad, { uncovered: ['deals'] }, { coverage: 0.5 }]) {
      expect(judge({ ...green, ...fields }).reasons).toHaveLength(1);
    }
    expect(judge({ ...green, coverage: null }).green).toBe(true);
  });
});
