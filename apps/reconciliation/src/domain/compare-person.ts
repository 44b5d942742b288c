import { type ReceiptSide, type SelfEmployedSide } from '@lk/contracts';
import { type BankPersonSide, type BankReceiptSide, bankWord } from './bank-sides';
import { type DriftClass } from './drift-classes';
import { type Finding } from './finding';
import { selfEmployedStatus } from './person-words';

/** A person whom we know by the bank's id; `bank` is undefined when the whole list has no such id. */
export function comparePerson(ours: SelfEmployedSide, bank: BankPersonSide | undefined): Finding[] {
  const { externalRecipientId, selfEmployedId, status } = ours;
  if (externalRecipientId === null) return [];
  const about = { kind: 'self-employed' as const, subjectId: selfEmployedId, selfEmployedId };
  const evidence = { status, recipientId: externalRecipientId, changedAt: ours.changedAt };
  if (!bank) {
    const missing = { class: 'missing-there' as const, aspect: 'person', bank: { status: null } };
    return [{ ...about, ...missing, ours: evidence }];
  }
  if (selfEmployedStatus(bank.application, bank.person) === status) return [];
  return [
    {
      ...about,
      class: 'self-employed-status',
      aspect: 'status',
      ours: evidence,
      bank: {
        status: bankWord(bank.application),
        selfEmployedStatus: bank.person === undefined ? null : bankWord(bank.person),
      },
      ...(bank.requestId === undefined ? {} : { requestId: bank.requestId }),
      repair: { kind: 'sync' },
    },
  ];
}

const RECEIPT_WORDS: Readonly<Record<string, ReceiptSide['status']>> = {
  REGISTERED: 'REGISTERED',
  REGISTERED_OFFLINE: 'REGISTERED',
  SUCCESS: 'REGISTERED',
  CANCELLED: 'CANCELLED',
  CANCELED: 'CANCELLED',
};

/** The receipts of one person on both sides. Words of the bank that say nothing for good are no drift. */
export function compareReceipts(
  selfEmployedId: string,
  ours: readonly ReceiptSide[],
  bank: readonly BankReceiptSide[],
): Finding[] {
  const known = new Map(ours.map((receipt) => [receipt.receiptId, receipt]));
  return bank.flatMap((receipt) => {
    const word = Object.hasOwn(RECEIPT_WORDS, receipt.status)
      ? RECEIPT_WORDS[receipt.status]
      : undefined;
    const name = word && receiptDrift(known.get(receipt.receiptId), word);
    return name
      ? [receiptFinding(selfEmployedId, known.get(receipt.receiptId), receipt, name)]
      : [];
  });
}

/** A cancelled receipt that we never heard of counts as its cancellation: that is what matters. */
function receiptDrift(
  ours: ReceiptSide | undefined,
  bank: ReceiptSide['status'],
): DriftClass | undefined {
  if (bank === 'CANCELLED') {
    if (ours?.status !== 'CANCELLED') return 'receipt-cancelled-unseen';
  } else if (!ours) return 'receipt-missing';
  return ours?.reconciled && ours.status === bank ? 'webhook-missed' : undefined;
}

function receiptFinding(
  selfEmployedId: string,
  ours: ReceiptSide | undefined,
  bank: BankReceiptSide,
  name: DriftClass,
): Finding {
  const cancelled = bankWord(bank.status).startsWith('CANCEL');
  const type = cancelled ? 'receipt.cancelled' : 'receipt.ready';
  const amountKopecks = bank.amountKopecks?.toString();
  return {
    class: name,
    kind: 'receipt',
    subjectId: bank.receiptId,
    aspect: type,
    selfEmployedId,
    ours: { status: ours?.status ?? null },
    bank: { status: bankWord(bank.status), amountKopecks: amountKopecks ?? null },
    ...(bank.requestId === undefined ? {} : { requestId: bank.requestId }),
    ...(amountKopecks === undefined || name === 'webhook-missed' ? {} : { amountKopecks }),
    ...(name === 'webhook-missed' ? {} : { repair: { kind: 'seen-again', type } }),
  };
}
