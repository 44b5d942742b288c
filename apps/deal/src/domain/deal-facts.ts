/** What can be known of a deal from the bank. Facts are only ever added, never taken back. */
export const DEAL_FACT_KINDS = [
  'deal.created',
  'deal.accepted',
  'deal.completed',
  'deal.cancelled',
  'payment.pending',
  'payment.completed',
  'payment.failed',
] as const;
export type DealFactKind = (typeof DEAL_FACT_KINDS)[number];

export interface DealFact {
  readonly kind: DealFactKind;
  /** The bank's id of the payment; empty for facts about the deal and when the bank gave none. */
  readonly paymentId: string;
}

export type PaymentState = 'pending' | 'completed' | 'failed';

/** The strongest fact of one payment. Completed beats failed: money that came is there. */
function strongest(kinds: ReadonlySet<DealFactKind>): PaymentState {
  if (kinds.has('payment.completed')) return 'completed';
  return kinds.has('payment.failed') ? 'failed' : 'pending';
}

/**
 * The state of each payment, from all facts and whatever their order.
 * A fact without a payment id belongs to the only payment known; when several are known it can be
 * none of them for sure, and then only a completion counts, as a payment of its own.
 */
export function paymentStates(facts: readonly DealFact[]): PaymentState[] {
  const byPayment = new Map<string, Set<DealFactKind>>();
  for (const { kind, paymentId } of facts) {
    if (!kind.startsWith('payment.')) continue;
    byPayment.set(paymentId, (byPayment.get(paymentId) ?? new Set()).add(kind));
  }
  const unnamed = byPayment.get('');
  if (!unnamed || byPayment.size === 1) return [...byPayment.values()].map(strongest);
  byPayment.delete('');
  const named = [...byPayment.values()];
  if (named.length === 1)
    return [strongest(new Set([...named.flatMap((k) => [...k]), ...unnamed]))];
  const states = named.map(strongest);
  return unnamed.has('payment.completed') ? [...states, 'completed'] : states;
}
