import { type ReceiptSide, type SelfEmployedSide } from '@lk/contracts';
import { comparePerson, compareReceipts } from './compare-person';
import { selfEmployedStatus } from './person-words';

const side = (fields: Partial<SelfEmployedSide> = {}): SelfEmployedSide => ({
  selfEmployedId: 's',
  externalRecipientId: '100001',
  status: 'ACTIVE',
  cancelledReceipts: 0,
  flagged: false,
  changedAt: '2026-01-01T00:00:00.000Z',
  ...fields,
});
const person = (application: string, own?: string) => {
  return { recipientId: '100001', application, person: own, requestId: 'r' };
};

describe('comparePerson', () => {
  it.each([
    ['ACTIVE', 'ACTIVE', 'ACTIVE'],
    ['ACTIVE', undefined, 'ACTIVE'],
    ['ACTIVE', 'NOT_ACTIVE', 'INACTIVE'],
    ['ACTIVE', 'constructor', 'INACTIVE'],
    ['PROCESSING', 'ACTIVE', 'DRAFT'],
    ['MTNG_NEW', undefined, 'DRAFT'],
    ['BLOCKED', undefined, 'BLOCKED'],
    ['toString', undefined, 'INACTIVE'],
  ])('reads %s and %s as %s', (application, own, status) => {
    expect(selfEmployedStatus(application, own)).toBe(status);
    const findings = comparePerson(side(), person(application, own));
    expect(findings.length).toBe(status === 'ACTIVE' ? 0 : 1);
  });

  it('asks the owner to read the list, and is nothing for somebody who is not at the bank yet', () => {
    expect(comparePerson(side(), person('BLOCKED'))).toMatchObject([
      { class: 'self-employed-status', repair: { kind: 'sync' } },
    ]);
    expect(comparePerson(side({ externalRecipientId: null }), undefined)).toEqual([]);
    expect(comparePerson(side(), undefined)).toMatchObject([{ class: 'missing-there' }]);
  });
});

describe('compareReceipts', () => {
  const ours = (status: ReceiptSide['status'], reconciled = false): ReceiptSide[] => [
    { receiptId: 'x', status, amountKopecks: null, reconciled },
  ];
  const bank = (status: string) => [
    { receiptId: 'x', status, amountKopecks: 300n, url: undefined, requestId: 'r' },
  ];

  it.each<[string, ReceiptSide[], string, string[]]>([
    ['registered on both sides', ours('REGISTERED'), 'REGISTERED', []],
    ['cancelled on both sides, spelled with one L', ours('CANCELLED'), 'CANCELED', []],
    ['registered there only', [], 'REGISTERED_OFFLINE', ['receipt-missing']],
    ['cancelled there', ours('REGISTERED'), 'CANCELLED', ['receipt-cancelled-unseen']],
    ['cancelled before we heard of it', [], 'CANCELLED', ['receipt-cancelled-unseen']],
    ['not for good yet', [], 'IN_PROGRESS', []],
    ['known by asking alone', ours('REGISTERED', true), 'REGISTERED', ['webhook-missed']],
    ['a cancellation that the bank takes back', ours('CANCELLED'), 'REGISTERED', []],
  ])('%s', (_what, here, there, expected) => {
    expect(compareReceipts('s', here, bank(there)).map((found) => found.class)).toEqual(expected);
  });
});
