import { knownIds, type TimelineEntry } from '../../domain/timeline/timeline-entry';
import {
  type ChangeAnswer,
  type DealChangesAnswer,
  type PayoutAnswer,
  type SelfEmployedAnswer,
  type SelfEmployedFactsAnswer,
} from '../owners/owner.answers';

interface About {
  readonly title: string;
  readonly ids: Record<string, string>;
}

function entryOf({ title, ids }: About, { from, to, cause, at }: ChangeAnswer): TimelineEntry {
  const { kind, id } = cause;
  return { at, kind: 'state', title, status: to, cause: { kind, id }, ids, details: { from, to } };
}

/** `deal.status`, `deal.bankStatus`, and `deal.recipient` with the recipient among its ids. */
export function dealHistory(dealId: string, answer: DealChangesAnswer): TimelineEntry[] {
  return answer.changes.map((change) => {
    const [field = '', recipientId] = change.field.split(/:(.*)/s);
    const ids = knownIds({ dealId, recipientId });
    return entryOf({ title: `deal.${field}`, ids }, change);
  });
}

export function payoutHistory(payout: PayoutAnswer): TimelineEntry[] {
  const { payoutId, dealId, recipientId, paymentId, amountKopecks } = payout;
  const ids = knownIds({ payoutId, dealId, recipientId, externalPaymentId: paymentId });
  return payout.history.map((change) => {
    const entry = entryOf({ title: 'payout.status', ids }, change);
    return { ...entry, details: { ...entry.details, amountKopecks } };
  });
}

export function selfEmployedHistory(person: SelfEmployedAnswer): TimelineEntry[] {
  const ids = { selfEmployedId: person.selfEmployedId };
  return person.history.map((change) => entryOf({ title: 'self-employed.status', ids }, change));
}

/** Receipts change the verdict on a person, so what events told of them is part of the history. */
export function receiptHistory(
  selfEmployedId: string,
  { facts }: SelfEmployedFactsAnswer,
): TimelineEntry[] {
  return facts.map(({ eventId, kind, receiptId, amountKopecks, at }) => ({
    at,
    kind: 'state',
    title: 'receipt',
    status: kind === 'ready' ? 'REGISTERED' : 'CANCELLED',
    cause: { kind: 'event', id: eventId },
    ids: knownIds({ selfEmployedId, receiptId }),
    details: { amountKopecks },
  }));
}
