import { PAYOUT_STATUSES, type PayoutStatus } from '@lk/contracts';
import { matchPayout, type PayoutReference } from './match-payout';
import { OPEN_STATUSES } from './payout-state';

const REFERENCES = {
  payment: { recipientId: 'r', dealId: 'd', paymentId: 'p' },
  'deal and recipient': { recipientId: 'r', dealId: 'd' },
  recipient: { recipientId: 'r' },
} satisfies Record<string, PayoutReference>;
type Key = keyof typeof REFERENCES;

const KEYS: Key[] = ['payment', 'deal and recipient', 'recipient'];
const payouts = (statuses: PayoutStatus[]) =>
  statuses.map((status, index) => ({ payoutId: String(index), status }));
const match = (key: Key, ...statuses: PayoutStatus[]) =>
  matchPayout(REFERENCES[key], payouts(statuses));

describe('matchPayout', () => {
  it.each(KEYS)('finds nothing by %s where there is nothing', (key) => {
    expect(match(key)).toEqual({ problem: 'ENTITY_NOT_FOUND' });
  });

  it.each(PAYOUT_STATUSES)(
    'finds a single %s payout by payment, and by deal and recipient',
    (status) => {
      const found = { payoutId: '0', status };
      expect(match('payment', status)).toEqual({ found });
      expect(match('deal and recipient', status)).toEqual({ found });
    },
  );

  it.each(PAYOUT_STATUSES)(
    'finds a single %s payout by recipient only when it is open',
    (status) => {
      const open = OPEN_STATUSES.includes(status);
      expect(match('recipient', status)).toEqual(
        open ? { found: { payoutId: '0', status } } : { problem: 'AMBIGUOUS_RECIPIENT' },
      );
    },
  );

  it.each<[Key, PayoutStatus[], string | undefined]>([
    ['recipient', ['paid_out', 'pending'], '1'],
    ['recipient', ['unknown', 'failed', 'paid_out'], '0'],
    ['recipient', ['pending', 'bank_hold'], undefined],
    ['recipient', ['paid_out', 'failed'], undefined],
    ['deal and recipient', ['failed', 'bank_hold'], '1'],
    ['deal and recipient', ['pending', 'unknown'], undefined],
    ['deal and recipient', ['paid_out', 'paid_out'], undefined],
  ])('by %s among %j finds the only open one (%s)', (key, statuses, payoutId) => {
    expect(match(key, ...statuses)).toMatchObject(
      payoutId === undefined ? { problem: 'AMBIGUOUS_RECIPIENT' } : { found: { payoutId } },
    );
  });
});
