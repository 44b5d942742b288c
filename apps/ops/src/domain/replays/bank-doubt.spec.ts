import { type CommandSubject, isInDoubt, type OpenCall } from './bank-doubt';

const command = (more: Partial<CommandSubject>): CommandSubject => ({
  ...{ kind: 'command', type: null, dealId: null, payoutId: null, selfEmployedId: null, ...more },
});
const call = (more: Partial<OpenCall>): OpenCall => {
  return { businessId: 'x', exclusive: [], shared: [], ...more };
};
const payout = command({ payoutId: 'p', dealId: 'd' });
const cancel = command({ dealId: 'd' });
const payment = call({ businessId: 'p', exclusive: ['beneficiary:b'], shared: ['deal:d'] });
const otherPayment = call({ businessId: 'q', shared: ['deal:d'] });
const dealChange = call({ businessId: 'd', exclusive: ['deal:d'] });

describe('isInDoubt', () => {
  it.each<[string, CommandSubject, OpenCall[], boolean]>([
    ['a payout by its own payment', payout, [payment], true],
    ['a payout not by another one of its deal', payout, [otherPayment], false],
    ['a payout by a change of its deal', payout, [dealChange], true],
    ['a change of a deal by a payment of it', cancel, [payment], true],
    ['a change of a deal by another change', cancel, [dealChange], true],
    ['a change of a deal not by another deal', command({ dealId: 'e' }), [dealChange], false],
    ['a person by the bank', command({ selfEmployedId: 's' }), [call({ businessId: 's' })], true],
    ['an event never', { ...payout, kind: 'event' }, [payment], false],
    ['nothing without a call', payout, [], false],
  ])('has %s in doubt', (_what, subject, calls, expected) => {
    expect(isInDoubt(subject, calls)).toBe(expected);
  });
});
