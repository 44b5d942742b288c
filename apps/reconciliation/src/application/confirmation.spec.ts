import { doubtOf } from './confirmation';

describe('doubtOf', () => {
  it.each([
    ['deal', { bankStatus: 'ACCEPTED' }, 'FUNDED', 'FUNDED', undefined],
    ['deal', { bankStatus: 'ACCEPTED' }, 'FUNDED', 'COMPLETED', 'moved'],
    ['deal', { bankStatus: 'ACCEPTED' }, 'CANCELLED', 'ACCEPTED', 'contradicted'],
    ['deal', { bankStatus: 'ACCEPTED' }, 'CANCELLED', undefined, 'contradicted'],
    ['payout', { status: 'bank_hold' }, 'FAILED', 'PENDING', 'contradicted'],
    ['payout', { status: 'pending' }, 'FAILED', 'PENDING', 'contradicted'],
    ['payout', { status: 'bank_hold' }, 'FAILED', 'SUCCEEDED', 'moved'],
  ] as const)(
    'of a %s: %j here, %s in the list, %s by itself: %s',
    (kind, ours, list, word, doubt) => {
      expect(doubtOf({ subjectKind: kind, ours, bank: { status: list } }, word)).toBe(doubt);
    },
  );
});
