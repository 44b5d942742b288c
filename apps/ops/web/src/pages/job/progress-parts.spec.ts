import { doneShare, progressParts, spokenPercent } from './progress-parts';

const progress = {
  pending: 50,
  sending: 1,
  sent: 4,
  succeeded: 30,
  failedAgain: 5,
  alreadyDone: 6,
  refused: 1,
  skipped: 2,
  undecided: 1,
  done: 45,
  total: 100,
};

describe('progressParts', () => {
  it('accounts for every message once', () => {
    const sum = progressParts(progress).reduce((total, { count }) => total + count, 0);
    expect(sum).toBe(progress.total);
  });
});

describe('doneShare', () => {
  it('is the share of those decided, and everything for a job of nothing', () => {
    expect(doneShare(progress)).toBe(0.45);
    expect(doneShare({ ...progress, done: 0, total: 0 })).toBe(1);
  });

  it('is spoken in tens', () => {
    expect(spokenPercent(progress)).toBe(40);
    expect(spokenPercent({ ...progress, done: 100 })).toBe(100);
  });
});
