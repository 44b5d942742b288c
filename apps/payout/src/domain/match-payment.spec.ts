import { matchPayment, type OtherPayout, type ShownPayment } from './match-payment';

const asked = {
  externalRecipientId: 'b-1',
  accountNumber: '40702810000000000001',
  amountKopecks: 150_050n,
  purpose: 'Payout under deal 7',
};
const payment = (change: Partial<ShownPayment> = {}): ShownPayment => ({
  paymentId: 'p-1',
  beneficiaryId: asked.externalRecipientId,
  accountNumber: asked.accountNumber,
  amountKopecks: asked.amountKopecks,
  purpose: asked.purpose,
  ...change,
});
const other = (change: Partial<OtherPayout> = {}): OtherPayout => ({
  ...asked,
  paymentId: null,
  refused: false,
  ...change,
});
const paid = (paymentId: string): OtherPayout => other({ paymentId });

describe('matchPayment', () => {
  it('finds the one payment that has all that was asked for', () => {
    expect(matchPayment(asked, [payment()], [])).toBe('p-1');
  });

  it.each<[string, Partial<ShownPayment>]>([
    ['another recipient', { beneficiaryId: 'b-2' }],
    ['another account', { accountNumber: '40702810000000000002' }],
    ['another amount', { amountKopecks: 150_051n }],
    ['another purpose', { purpose: 'Payout under deal 8' }],
  ])('does not take a payment with %s', (_what, change) => {
    expect(matchPayment(asked, [payment(change)], [])).toBeUndefined();
  });

  it('leaves a payment to the payout that has it', () => {
    expect(matchPayment(asked, [payment()], [paid('p-1')])).toBeUndefined();
    expect(matchPayment(asked, [payment(), payment({ paymentId: 'p-2' })], [paid('p-1')])).toBe(
      'p-2',
    );
  });

  it('does not choose between two that fit', () => {
    expect(matchPayment(asked, [payment(), payment({ paymentId: 'p-2' })], [])).toBeUndefined();
  });

  it('does not take what may belong to another payout whose payment is not known', () => {
    expect(matchPayment(asked, [payment()], [other()])).toBeUndefined();
    expect(matchPayment(asked, [payment()], [paid('p-2'), other()])).toBeUndefined();
  });

  it.each<[string, Partial<OtherPayout>]>([
    ['was refused', { refused: true }],
    ['is of another amount', { amountKopecks: 1n }],
    ['has another purpose', { purpose: 'Payout under deal 8' }],
    ['is paid from another account', { accountNumber: '40702810000000000002' }],
  ])('takes it although another payout without a payment exists that %s', (_what, change) => {
    expect(matchPayment(asked, [payment()], [other(change)])).toBe('p-1');
  });
});
