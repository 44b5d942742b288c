import { checkHandlers } from './handler-registry';

const SUBSCRIPTIONS = {
  bankEvents: ['deal.created'],
  lkEvents: ['alert.raised'],
  commands: ['deal.accept'],
} as const;
const COMPLETE = [
  ['deal.created', 1],
  ['alert.raised', 1],
  ['deal.accept', 1],
] as const;

const check = (...counts: (readonly [string, number])[]) =>
  checkHandlers(SUBSCRIPTIONS, new Map(counts));

describe('checkHandlers', () => {
  it('accepts exactly one handler for each bound pattern, and a service that binds nothing', () => {
    expect(() => check(...COMPLETE)).not.toThrow();
    expect(() => checkHandlers({}, new Map())).not.toThrow();
  });

  it('names every pattern that is wrong', () => {
    const wrong = [
      ['deal.created', 2],
      ['alert.raised', 1],
      ['payout.failed', 1],
    ] as const;
    expect(() => check(...wrong)).toThrow(
      expect.objectContaining({
        code: 'HANDLERS_WRONG',
        disposition: 'invariant',
        safeDetails: {
          handlers:
            'deal.created has 2 handlers; deal.accept has 0 handlers; ' +
            'payout.failed is handled but not bound',
        },
      }) as Error,
    );
  });
});
