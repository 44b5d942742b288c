import { factOfReceipt, receiptStatus, type ShownReceipt } from './fetched-receipts';

const NOW = new Date('2026-01-15T10:00:00Z');
const CREATED = new Date('2026-01-10T10:00:00Z');
const CANCELLED = new Date('2026-01-11T10:00:00Z');

const SHOWN: ShownReceipt = {
  receiptId: 'r',
  status: 'REGISTERED',
  amountKopecks: 100n,
  url: 'https://receipts.example/r',
  createdAt: CREATED,
  cancelledAt: undefined,
};

describe('receiptStatus', () => {
  it.each([
    ['REGISTERED', 'REGISTERED'],
    ['REGISTERED_OFFLINE', 'REGISTERED'],
    ['SUCCESS', 'REGISTERED'],
    ['CANCELLED', 'CANCELLED'],
    ['CANCELED', 'CANCELLED'],
    ['IN_PROGRESS', undefined],
    ['DECLINED', undefined],
    ['FISCALIZE_FAILED', undefined],
    ['ERROR', undefined],
    ['A_NEW_WORD', undefined],
    ['constructor', undefined],
  ])('reads %s as %s', (word, expected) => {
    expect(receiptStatus(word)).toBe(expected);
  });
});

describe('factOfReceipt', () => {
  it('tells a registered receipt by the time of its creation', () => {
    expect(factOfReceipt(SHOWN, NOW)).toEqual({
      eventId: 'fetch:r:REGISTERED',
      kind: 'ready',
      receiptId: 'r',
      amountKopecks: 100n,
      url: 'https://receipts.example/r',
      at: CREATED,
    });
  });

  it('tells a cancelled one by the time of that, under an identity of its own', () => {
    const shown = { ...SHOWN, status: 'CANCELED', cancelledAt: CANCELLED };
    expect(factOfReceipt(shown, NOW)).toMatchObject({
      eventId: 'fetch:r:CANCELLED',
      kind: 'cancelled',
      at: CANCELLED,
    });
  });

  it('takes the time of the fetch where the bank gives none', () => {
    expect(factOfReceipt({ ...SHOWN, status: 'CANCELLED' }, NOW)?.at).toBe(NOW);
    const bare = { ...SHOWN, amountKopecks: undefined, url: undefined, createdAt: undefined };
    expect(factOfReceipt(bare, NOW)).toMatchObject({ amountKopecks: null, url: null, at: NOW });
  });

  it('tells nothing of a receipt that is not one for good', () => {
    expect(factOfReceipt({ ...SHOWN, status: 'IN_PROGRESS' }, NOW)).toBeUndefined();
  });
});
