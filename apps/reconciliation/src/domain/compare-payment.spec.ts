import { PAYOUT_STATUSES, type PayoutSide, type PayoutStatus } from '@lk/contracts';
import fc from 'fast-check';
import { type BankPaymentSide } from './bank-sides';
import { comparePayment } from './compare-payment';
import { explainPayment, fits } from './explain-payment';

const WORDS = ['PENDING', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'CANCELLED'];

const side = (fields: Partial<PayoutSide> = {}): PayoutSide => ({
  payoutId: 'p',
  dealId: 'd',
  externalDealId: 'e',
  recipientId: 'agent',
  externalRecipientId: 'b',
  amountKopecks: '150050',
  paymentId: 'x',
  status: 'bank_hold',
  createdAt: '2026-01-01T00:00:00.000Z',
  changedAt: '2026-01-01T00:00:00.000Z',
  facts: ['accepted', 'payout.initiated', 'payout.completed', 'payout.failed'],
  reconciledFacts: [],
  ...fields,
});
const payment = (fields: Partial<BankPaymentSide> = {}): BankPaymentSide => ({
  paymentId: 'x',
  beneficiaryId: 'b',
  dealId: undefined,
  amountKopecks: 150_050n,
  status: 'PENDING',
  requestId: 'r',
  ...fields,
});
const classes = (ours: PayoutSide, bank: BankPaymentSide): string[] =>
  comparePayment(ours, bank).map((finding) => finding.class);

describe('comparePayment', () => {
  it.each<[PayoutStatus, string, string[]]>([
    ['bank_hold', 'PENDING', []],
    ['paid_out', 'SUCCEEDED', []],
    ['failed', 'CANCELLED', []],
    ['pending', 'PENDING', ['bank-ahead']],
    ['unknown', 'SUCCEEDED', ['bank-ahead']],
    ['bank_hold', 'SUCCEEDED', ['bank-ahead']],
    ['bank_hold', 'FAILED', ['bank-ahead']],
    ['paid_out', 'PENDING', ['we-ahead']],
    ['failed', 'IN_PROGRESS', ['we-ahead']],
    ['paid_out', 'FAILED', ['impossible-transition']],
    ['failed', 'SUCCEEDED', ['impossible-transition']],
    ['bank_hold', 'LOST', ['impossible-transition']],
  ])('%s here and %s there: %j', (status, word, expected) => {
    expect(classes(side({ status }), payment({ status: word }))).toEqual(expected);
  });

  it('publishes the fact in the bank’s own words: its ids and its amount', () => {
    const [drift] = comparePayment(side(), payment({ status: 'SUCCEEDED' }));
    expect(drift?.repair).toEqual({
      kind: 'facts',
      facts: [
        {
          type: 'payout.completed',
          data: { recipientId: 'b', paymentId: 'x', amount: 1500.5, dealId: 'e' },
        },
      ],
    });
  });

  it('tells amount and recipient beside the state', () => {
    const other = payment({ beneficiaryId: 'c', amountKopecks: 1n, status: 'SUCCEEDED' });
    expect(classes(side(), other)).toEqual(['amount', 'recipient-set', 'bank-ahead']);
  });

  it('never proposes that money did not move when we say that it did', () => {
    const anyWord = fc.constantFrom(...WORDS);
    const anyStatus = fc.constantFrom(...PAYOUT_STATUSES);
    fc.assert(
      fc.property(anyStatus, anyWord, (status, word) => {
        for (const { repair } of comparePayment(side({ status }), payment({ status: word }))) {
          const types = repair?.kind === 'facts' ? repair.facts.map(({ type }) => type) : [];
          if (status === 'paid_out') expect(types).not.toContain('payout.failed');
        }
      }),
    );
  });
});

describe('explainPayment', () => {
  const stray = payment({ paymentId: 'y' });
  const deal = {
    ...side(),
    bankStatus: 'FUNDED' as const,
    status: 'paid_to_bank' as const,
    version: 1,
    recipients: [
      {
        recipientId: 'agent',
        externalRecipientId: 'b',
        shareKopecks: '1',
        payoutStatus: 'pending',
      },
    ] as const,
  };

  it.each([
    [
      'the payment of a payout whose outcome is unknown',
      [side({ paymentId: null })],
      'payout-unknown',
    ],
    ['a second one for a payout that has its own', [side()], 'duplicate-payment'],
    [
      'the first where one payout waits and one is paid',
      [side(), side({ paymentId: null })],
      'payout-unknown',
    ],
    ['unknown when nothing fits', [side({ amountKopecks: '1' })], 'missing-here'],
  ])('is %s', (_what, candidates, expected) => {
    expect(explainPayment(stray, candidates, undefined).class).toBe(expected);
  });

  it('is one to somebody who has no share in the deal', () => {
    const stranger = payment({ paymentId: 'y', beneficiaryId: 'z', dealId: 'e' });
    expect(explainPayment(stranger, [], deal)).toMatchObject({
      class: 'recipient-set',
      dealId: 'd',
      amountKopecks: '150050',
    });
    expect(explainPayment({ ...stranger, beneficiaryId: 'b' }, [], deal).class).toBe(
      'missing-here',
    );
  });

  it('fits only beneficiary, amount and, where the bank names it, the deal', () => {
    expect(fits(side(), payment())).toBe(true);
    expect(fits(side(), payment({ dealId: 'other' }))).toBe(false);
    expect(fits(side(), payment({ beneficiaryId: 'c' }))).toBe(false);
    expect(fits(side(), payment({ amountKopecks: 150_051n }))).toBe(false);
  });
});
