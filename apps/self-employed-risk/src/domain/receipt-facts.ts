/** What one event of the bank, or one fetch, said about a receipt. Facts are only ever added. */
export interface ReceiptFact {
  /** The event's id, or {@link fetchedFactId}. */
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

/** How the identities of facts begin that were found by asking. */
export const FETCHED = 'fetch:';

/**
 * The identity of what a fetch shows: the same at every fetch, and the same when reconciliation tells
 * it, so that it counts once.
 */
export function fetchedFactId(receiptId: string, status: ReceiptStatus): string {
  return `${FETCHED}${receiptId}:${status}`;
}

/** Whether it was found by asking, and not told by an event. */
export function isFetched({ eventId }: ReceiptFact): boolean {
  return eventId.startsWith(FETCHED);
}

/**
 * One receipt from all facts about it. A cancelled receipt stays cancelled, however late the word of
 * its registration comes. When two facts differ about amount or address, the earlier one is right.
 */
export function deriveReceipt(facts: readonly ReceiptFact[]): ReceiptState {
  const ordered = [...facts].sort(byTimeThenId);
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
