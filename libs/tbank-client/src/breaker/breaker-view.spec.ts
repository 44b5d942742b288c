import { type BreakerRow } from './breaker-store';
import { BreakerView } from './breaker-view';

const ROW: BreakerRow = {
  state: 'closed',
  epoch: 5,
  openForMs: 0,
  probeBy: null,
  probeForMs: 0,
};

describe('BreakerView', () => {
  let now: number;
  let view: BreakerView;
  beforeEach(() => {
    now = 1000;
    view = new BreakerView('me', 2000, () => now);
  });

  it('knows nothing before it has seen a row', () => {
    expect([view.last, view.fresh]).toEqual([undefined, undefined]);
  });

  it('believes a row as long as wanted, and remembers it longer', () => {
    view.adopt(ROW, 990);
    now = 3000;
    expect(view.fresh).toBe(ROW);
    now = 3001;
    expect([view.fresh, view.last]).toEqual([undefined, ROW]);
  });

  it.each([
    ['a newer row', 6, 900, true],
    ['the same row again', 5, 900, true],
    ['an older row that was asked for before', 4, 1000, false],
    ['an older row that was asked for since: the database was put back', 4, 1001, true],
  ])('of %s: takes it over or not', (_what, epoch, askedAt, taken) => {
    view.adopt(ROW, 990);
    const row = { ...ROW, epoch };
    expect(view.adopt(row, askedAt)).toBe(taken);
    expect(view.last).toBe(taken ? row : ROW);
  });

  it.each([
    ['closed', {}, 'closed', 0],
    ['open', { openForMs: 101 }, 'open', 1],
    ['open', { openForMs: 100 }, 'due', 0],
    ['open', { openForMs: -1, probeForMs: 900 }, 'due', 0],
    ['half-open', { probeBy: 'other', probeForMs: 101 }, 'probing', 1],
    ['half-open', { probeBy: 'other', probeForMs: 100 }, 'due', 0],
    ['half-open', { probeBy: 'me', probeForMs: 900, openForMs: 900 }, 'due', 800],
  ] as const)('%s with %j, 100 ms later: %s, %s ms left', (state, more, phase, waitMs) => {
    const row = { ...ROW, state, ...more };
    view.adopt(row, 990);
    now = 1100;
    expect([view.phase(row), view.waitMs(row)]).toEqual([phase, waitMs]);
  });
});
