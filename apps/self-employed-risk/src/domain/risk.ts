import { type ReceiptFact } from './receipt-facts';

/** How far a person can be trusted with further payouts. */
export interface RiskState {
  readonly cancelledReceipts: number;
  readonly lastCancelledAt: Date | null;
  /** When the cancellation came that was one too many; null while there was none. */
  readonly flaggedAt: Date | null;
}

/**
 * The risk from all facts about one person, whatever their order. A cancellation is one receipt, so
 * that two events about it count once; without a receipt id it is the event itself. Its time is the
 * earliest that was told.
 */
export function deriveRisk(facts: readonly ReceiptFact[], threshold: number): RiskState {
  const times = cancellationTimes(facts);
  const flaggedAt = times[threshold - 1];
  const lastCancelledAt = times.at(-1);
  return {
    cancelledReceipts: times.length,
    lastCancelledAt: lastCancelledAt === undefined ? null : new Date(lastCancelledAt),
    flaggedAt: flaggedAt === undefined ? null : new Date(flaggedAt),
  };
}

function cancellationTimes(facts: readonly ReceiptFact[]): number[] {
  const earliest = new Map<string, number>();
  for (const { kind, receiptId, eventId, at } of facts) {
    if (kind !== 'cancelled') continue;
    const identity = receiptId === null ? `event:${eventId}` : `receipt:${receiptId}`;
    earliest.set(identity, Math.min(earliest.get(identity) ?? Infinity, at.getTime()));
  }
  return [...earliest.values()].sort((a, b) => a - b);
}
