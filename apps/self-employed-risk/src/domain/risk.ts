import { isFetched, type ReceiptFact } from './receipt-facts';

/** How far a person can be trusted with further payouts. */
export interface RiskState {
  readonly cancelledReceipts: number;
  readonly lastCancelledAt: Date | null;
  /** When the cancellation came that was one too many; null while there was none. */
  readonly flaggedAt: Date | null;
}

/**
 * The risk from all facts about one person, whatever their order. A cancellation is one receipt, however
 * many facts name it; its time is the earliest that was told.
 */
export function deriveRisk(facts: readonly ReceiptFact[], threshold: number): RiskState {
  const times = cancellationTimes(facts.filter(({ kind }) => kind === 'cancelled'));
  const flaggedAt = times[threshold - 1];
  const lastCancelledAt = times.at(-1);
  return {
    cancelledReceipts: times.length,
    lastCancelledAt: lastCancelledAt === undefined ? null : new Date(lastCancelledAt),
    flaggedAt: flaggedAt === undefined ? null : new Date(flaggedAt),
  };
}

/**
 * The bank does not always say which receipt was cancelled. Such an event is about a receipt of its
 * own, except that a later fetch may show it by name: of the nameless events and of the receipts that
 * only a fetch showed as cancelled, as many as possible are taken for the same ones. Counting one too
 * few heals with the next fetch; a person flagged for one too many would stay so.
 */
function cancellationTimes(cancelled: readonly ReceiptFact[]): number[] {
  const named = cancelled.filter(({ receiptId }) => receiptId !== null);
  const told = new Set(named.filter((fact) => !isFetched(fact)).map(({ receiptId }) => receiptId));
  const nameless = cancelled.filter(({ receiptId }) => receiptId === null);
  const toldTimes = earliestTimes(named.filter(({ receiptId }) => told.has(receiptId)));
  const fetchedTimes = earliestTimes(named.filter(({ receiptId }) => !told.has(receiptId)));
  const namelessTimes = ascending(nameless.map(({ at }) => at.getTime()));
  return ascending([...toldTimes, ...pairwiseEarlier(fetchedTimes, namelessTimes)]);
}

/** One time for each receipt. */
function earliestTimes(facts: readonly ReceiptFact[]): number[] {
  const earliest = new Map<string | null, number>();
  for (const { receiptId, at } of facts) {
    earliest.set(receiptId, Math.min(earliest.get(receiptId) ?? Infinity, at.getTime()));
  }
  return ascending([...earliest.values()]);
}

/** As many times as the longer list has: of the first two the earlier one, and so on. */
function pairwiseEarlier(one: readonly number[], other: readonly number[]): number[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, index) =>
    Math.min(one[index] ?? Infinity, other[index] ?? Infinity),
  );
}

const ascending = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b);
