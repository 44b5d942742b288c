import { isUnsettled, LETTER_STATUSES, mayBecome } from './letter-status';

describe('mayBecome', () => {
  it('allows these transitions and no other', () => {
    const allowed = LETTER_STATUSES.flatMap((from) =>
      LETTER_STATUSES.filter((to) => mayBecome(from, to)).map((to) => `${from} > ${to}`),
    );
    expect(allowed).toEqual([
      'open > replaying',
      'open > resolved',
      'open > discarded',
      'replaying > open',
      'replaying > resolved',
      'discarded > open',
    ]);
    expect(LETTER_STATUSES.filter(isUnsettled)).toEqual(['open', 'replaying']);
  });
});
