/** What one event of the bank said about a receipt. Facts are only ever added. */
export interface ReceiptFact {
  readonly eventId: string;
  readonly kind: 'ready' | 'cancelled';
  /** The bank does not always say which receipt was cancelled. */
  readonly receiptId: string | null;
  readonly amountKopecks: bigint | null;
  readonly url: string | null;
  /** When it happened, by the event. */
  readonly at: Date;
}

export type ReceiptStatus = 'REGISTERED' | 'CANCELLED';

export interface ReceiptState {
  readonly status: ReceiptStatus;
  readonly amountKopecks: bigint | null;
  readonly url: string | null;
}

/**
 * One receipt from all facts about it. A cancelled receipt stays cancelled, however late the word of
 * its registration comes. When two events differ about amount or address, the earlier one is right.
 */
export function deriveReceipt(facts: readonly ReceiptFact[]): ReceiptState {
  const ordered = facts.filter(({ kind }) => kind === 'ready').sort(byTimeThenId);
  return {
    status: facts.some(({ kind }) => kind === 'cancelled') ? 'CANCELLED' : 'REGISTERED',
    amountKopecks: ordered.find((fact) => fact.amountKopecks !== null)?.amountKopecks ?? null,
    url: ordered.find((fact) => fact.url !== null)?.url ?? null,
  };
}

/** The id makes the order total, so that it does not depend on how the facts came. */
function byTimeThenId(a: ReceiptFact, b: ReceiptFact): number {
  return a.at.getTime() - b.at.getTime() || (a.eventId < b.eventId ? -1 : 1);
}
