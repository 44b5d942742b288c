/** What the bank tells us, by webhook or found by reconciliation (exchange `bank.events`). */
export const BANK_EVENT_TYPES = [
  'deal.created',
  'deal.accepted',
  'deal.completed',
  'deal.cancelled',
  'payment.pending',
  'payment.completed',
  'payment.failed',
  'payout.initiated',
  'payout.completed',
  'payout.failed',
  'receipt.ready',
  'receipt.cancelled',
] as const;

export type BankEventType = (typeof BANK_EVENT_TYPES)[number];

const KNOWN: ReadonlySet<string> = new Set(BANK_EVENT_TYPES);

/** Whether the type is one of the twelve that have an effect. */
export function isBankEventType(type: string): type is BankEventType {
  return KNOWN.has(type);
}
