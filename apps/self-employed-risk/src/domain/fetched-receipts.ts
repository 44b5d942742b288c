import { fetchedFactId, type ReceiptFact, type ReceiptStatus } from './receipt-facts';

/** A receipt as the bank shows it when asked. */
export interface ShownReceipt {
  readonly receiptId: string;
  readonly status: string;
  readonly amountKopecks: bigint | undefined;
  readonly url: string | undefined;
  readonly createdAt: Date | undefined;
  readonly cancelledAt: Date | undefined;
}

/**
 * The bank's words about a receipt that say something for good. All others (`IN_PROGRESS`, `DECLINED`,
 * `FISCALIZE_FAILED`, `ERROR`, and words that we do not know) tell of no receipt, or not yet of one.
 */
export const RECEIPT_STATUSES: Readonly<Record<string, ReceiptStatus>> = {
  REGISTERED: 'REGISTERED',
  REGISTERED_OFFLINE: 'REGISTERED',
  SUCCESS: 'REGISTERED',
  CANCELLED: 'CANCELLED',
  CANCELED: 'CANCELLED',
};

/** The bank's word in ours; undefined when it says nothing for good. */
export function receiptStatus(word: string): ReceiptStatus | undefined {
  return Object.hasOwn(RECEIPT_STATUSES, word) ? RECEIPT_STATUSES[word] : undefined;
}

/**
 * What a fetched receipt tells, or undefined when it tells nothing for good.
 * @param now the time of what the bank gives no time for
 */
export function factOfReceipt(shown: ShownReceipt, now: Date): ReceiptFact | undefined {
  const { receiptId, amountKopecks = null, url = null, createdAt, cancelledAt } = shown;
  const status = receiptStatus(shown.status);
  if (status === undefined) return undefined;
  const eventId = fetchedFactId(receiptId, status);
  const isCancelled = status === 'CANCELLED';
  const at = (isCancelled ? cancelledAt : createdAt) ?? now;
  return { eventId, kind: isCancelled ? 'cancelled' : 'ready', receiptId, amountKopecks, url, at };
}
