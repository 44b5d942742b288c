import { type KnownOfLetter, judge } from './verdict';

const letter = (more: Partial<KnownOfLetter> = {}): KnownOfLetter => ({
  ...{ status: 'open', readable: true, canBeAsked: true, hasTarget: true, handled: [], owners: 1 },
  ...{ outcomeUnknown: false, ...more },
});
const handled = { status: 'handled', errorCode: null } as const;
const rejected = { status: 'rejected', errorCode: 'BANK_REFUSED' } as const;

describe('judge', () => {
  it.each<[string, Partial<KnownOfLetter>, string, string | null]>([
    ['sends what took no effect', {}, 'replay', null],
    [
      'leaves what is not open',
      { status: 'replaying', handled: [handled] },
      'not-open',
      'NOT_OPEN',
    ],
    ['knows what took effect', { handled: [handled], outcomeUnknown: true }, 'already-done', null],
    ['sends what one of two owners has not', { handled: [handled], owners: 2 }, 'replay', null],
    ['does not repeat an answer', { handled: [rejected] }, 'not-replayable', 'BANK_REFUSED'],
    ['fears the bank', { outcomeUnknown: true }, 'outcome-unknown', 'BANK_OUTCOME_UNKNOWN'],
    ['waits for its owner', { handled: undefined }, 'owner-silent', 'OWNER_UNAVAILABLE'],
    [
      'cannot ask about every id, also of a silent owner',
      { canBeAsked: false, handled: undefined },
      'not-replayable',
      'BAD_ID',
    ],
    ['has nowhere to go', { hasTarget: false, owners: 0 }, 'not-replayable', 'NO_CONSUMER'],
    ['cannot be read', { readable: false }, 'unreadable', 'DATA_UNREADABLE'],
  ])('%s', (_what, given, verdict, code) => {
    expect(judge(letter(given))).toEqual({ verdict, ...(code === null ? {} : { code }) });
  });
});
