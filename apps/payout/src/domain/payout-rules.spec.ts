import { DEAL_STATUSES, SELF_EMPLOYED_STATUSES } from '@lk/contracts';
import {
  type PayoutRefusal,
  type PayoutTerms,
  REFUSAL_MESSAGES,
  refusePayout,
  refuseSelfEmployed,
} from './payout-rules';

const TERMS: PayoutTerms = {
  dealStatus: 'paid_to_bank',
  shareKopecks: 100n,
  alreadyPromisedKopecks: 0n,
  amountKopecks: 100n,
};

describe('refusePayout', () => {
  it.each(DEAL_STATUSES)('pays out of a deal that is %s only when it is paid', (dealStatus) => {
    const refusal = dealStatus === 'paid_to_bank' ? undefined : 'DEAL_NOT_PAID';
    expect(refusePayout({ ...TERMS, dealStatus })).toBe(refusal);
  });

  it.each<[bigint, bigint, PayoutRefusal | undefined]>([
    [0n, 100n, undefined],
    [0n, 1n, undefined],
    [0n, 101n, 'SHARE_EXCEEDED'],
    [99n, 1n, undefined],
    [99n, 2n, 'SHARE_EXCEEDED'],
    [100n, 1n, 'SHARE_EXCEEDED'],
    [0n, 0n, 'AMOUNT_INVALID'],
    [0n, -1n, 'AMOUNT_INVALID'],
  ])('with %s promised of a share of 100, %s more is %s', (promised, amountKopecks, refusal) => {
    const terms = { ...TERMS, alreadyPromisedKopecks: promised, amountKopecks };
    expect(refusePayout(terms)).toBe(refusal);
  });
});

describe('refuseSelfEmployed', () => {
  it.each(SELF_EMPLOYED_STATUSES)('pays a person who is %s only when active', (status) => {
    const refusal = status === 'ACTIVE' ? undefined : 'SELF_EMPLOYED_NOT_ACTIVE';
    expect(refuseSelfEmployed({ status, flagged: false })).toBe(refusal);
  });

  it.each(SELF_EMPLOYED_STATUSES)('never pays a flagged person, %s or not', (status) => {
    expect(refuseSelfEmployed({ status, flagged: true })).toBe('SELF_EMPLOYED_FLAGGED');
  });

  it('does not pay a person nobody knows', () => {
    expect(refuseSelfEmployed(undefined)).toBe('SELF_EMPLOYED_NOT_REGISTERED');
  });
});

describe('REFUSAL_MESSAGES', () => {
  it('says something else for each refusal, without a value in it', () => {
    const messages = Object.values(REFUSAL_MESSAGES);
    expect(new Set(messages).size).toBe(messages.length);
    for (const message of messages) expect(message).not.toMatch(/\d/);
  });
});
