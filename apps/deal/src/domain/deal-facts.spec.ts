import { type DealFact, type DealFactKind, paymentStates, type PaymentState } from './deal-facts';

const fact = (kind: DealFactKind, paymentId = ''): DealFact => ({ kind, paymentId });
const pending = (paymentId?: string) => fact('payment.pending', paymentId);
const completed = (paymentId?: string) => fact('payment.completed', paymentId);
const failed = (paymentId?: string) => fact('payment.failed', paymentId);

describe('paymentStates', () => {
  it.each<[string, DealFact[], PaymentState[]]>([
    ['nothing without payments', [fact('deal.created'), fact('deal.accepted')], []],
    ['pending', [pending('1')], ['pending']],
    ['failed over pending', [failed('1'), pending('1')], ['failed']],
    ['completed over pending', [completed('1'), pending('1')], ['completed']],
    ['completed over failed', [failed('1'), completed('1')], ['completed']],
    ['each payment for itself', [failed('1'), pending('2')], ['failed', 'pending']],
    ['one payment without an id', [pending(), failed()], ['failed']],
    ['an unnamed fact as the only payment', [pending('1'), failed()], ['failed']],
    ['an unnamed completion as the only payment', [failed('1'), completed()], ['completed']],
    [
      'no unnamed failure among several',
      [pending('1'), pending('2'), failed()],
      ['pending', 'pending'],
    ],
    [
      'an unnamed completion among several',
      [pending('1'), failed('2'), completed()],
      ['pending', 'failed', 'completed'],
    ],
  ])('gives %s', (_case, facts, states) => {
    expect(paymentStates(facts).sort()).toEqual([...states].sort());
    expect(paymentStates([...facts].reverse()).sort()).toEqual([...states].sort());
  });
});
