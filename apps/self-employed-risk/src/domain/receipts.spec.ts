import fc from 'fast-check';
import { deriveReceipt, fetchedFactId, type ReceiptFact } from './receipt-facts';
import { deriveRisk } from './risk';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));

const cancelled = (eventId: string, receiptId: string | null, minute: number): ReceiptFact => ({
  eventId,
  kind: 'cancelled',
  receiptId,
  amountKopecks: null,
  url: null,
  at: at(minute),
});

const fetched = (receiptId: string, minute: number): ReceiptFact => ({
  ...cancelled(fetchedFactId(receiptId, 'CANCELLED'), receiptId, minute),
  amountKopecks: 70n,
});

const ready = (eventId: string, minute: number, amountKopecks: bigint | null): ReceiptFact => ({
  eventId,
  kind: 'ready',
  receiptId: 'r',
  amountKopecks,
  url: amountKopecks === null ? null : `https://receipts.example/${eventId}`,
  at: at(minute),
});

describe('deriveReceipt', () => {
  it('stays cancelled when the word of its registration comes late', () => {
    expect(deriveReceipt([cancelled('e1', 'r', 1), ready('e2', 2, 100n)])).toEqual({
      status: 'CANCELLED',
      amountKopecks: 100n,
      url: 'https://receipts.example/e2',
    });
  });

  it('believes the earlier of two events that differ, and skips what one of them left out', () => {
    const facts = [ready('e3', 3, 300n), ready('e1', 1, null), ready('e2', 2, 200n)];
    expect(deriveReceipt(facts)).toMatchObject({ status: 'REGISTERED', amountKopecks: 200n });
  });

  it('knows from a fetch alone what a cancelled receipt was about', () => {
    expect(deriveReceipt([fetched('r', 1)])).toMatchObject({
      status: 'CANCELLED',
      amountKopecks: 70n,
    });
  });
});

describe('deriveRisk', () => {
  it('flags at the third cancelled receipt and not before', () => {
    const facts = [cancelled('e1', 'a', 1), cancelled('e2', 'b', 2), cancelled('e3', 'c', 3)];
    expect(deriveRisk(facts.slice(0, 2), 3).flaggedAt).toBeNull();
    expect(deriveRisk(facts, 3)).toEqual({
      cancelledReceipts: 3,
      lastCancelledAt: at(3),
      flaggedAt: at(3),
    });
  });

  it('counts a receipt once when two events cancel it', () => {
    const facts = [cancelled('e1', 'a', 1), cancelled('e2', 'a', 5), cancelled('e3', null, 2)];
    expect(deriveRisk(facts, 3)).toMatchObject({ cancelledReceipts: 2, lastCancelledAt: at(2) });
  });

  it('does not take the id of an event for the id of a receipt', () => {
    expect(deriveRisk([cancelled('x', null, 1), cancelled('y', 'x', 2)], 3)).toMatchObject({
      cancelledReceipts: 2,
    });
  });

  it('counts a receipt once that an event and a fetch both show', () => {
    const facts = [cancelled('e1', 'a', 4), fetched('a', 2), cancelled('e2', 'b', 3)];
    expect(deriveRisk(facts, 2)).toMatchObject({ cancelledReceipts: 2, flaggedAt: at(3) });
    expect(deriveRisk(facts.slice(0, 2), 1)).toMatchObject({
      cancelledReceipts: 1,
      flaggedAt: at(2),
    });
  });

  it.each([
    ['the receipt of a nameless event, found by a fetch', [fetched('a', 2)], 1, at(1)],
    ['two fetched, one of them perhaps told', [fetched('a', 2), fetched('b', 3)], 2, at(3)],
    ['another receipt that an event names', [cancelled('e2', 'a', 2)], 2, at(2)],
    ['an event that names what was fetched', [fetched('a', 2), cancelled('e2', 'a', 3)], 2, at(2)],
  ])('takes a nameless event for one of those only fetched: %s', (_, more, count, last) => {
    const facts = [cancelled('e1', null, 1), ...more];
    for (const order of [facts, [...facts].reverse()]) {
      expect(deriveRisk(order, 3)).toMatchObject({
        cancelledReceipts: count,
        lastCancelledAt: last,
      });
    }
  });

  it('has nothing to say about registered receipts', () => {
    expect(deriveRisk([ready('e1', 1, 100n)], 1)).toEqual({
      cancelledReceipts: 0,
      lastCancelledAt: null,
      flaggedAt: null,
    });
  });
});

const fetchIdOf = ({ kind, receiptId }: Pick<ReceiptFact, 'kind' | 'receiptId'>): string =>
  fetchedFactId(String(receiptId), kind === 'ready' ? 'REGISTERED' : 'CANCELLED');

/** Facts with distinct event ids over few receipts, so that they meet. */
const histories = fc
  .array(
    fc.record({
      byFetch: fc.boolean(),
      kind: fc.constantFrom('ready' as const, 'cancelled' as const),
      receiptId: fc.constantFrom('a', 'b', 'c', 'd', null),
      amountKopecks: fc.option(fc.bigInt({ min: 1n, max: 1000n })),
      url: fc.option(fc.constantFrom('u1', 'u2')),
      at: fc.integer({ min: 0, max: 5 }).map(at),
    }),
    { maxLength: 10 },
  )
  .map((facts) =>
    facts
      .map(({ byFetch, ...fact }, index): ReceiptFact => ({
        ...fact,
        eventId: byFetch && fact.receiptId !== null ? fetchIdOf(fact) : `event-${index}`,
      }))
      .filter(({ kind, receiptId }) => kind === 'cancelled' || receiptId !== null)
      .filter(({ eventId }, index, all) => index === all.findIndex((f) => f.eventId === eventId)),
  );

/** The same facts in any order, any of them several times. */
const deliveries = histories.chain((facts) =>
  fc.tuple(
    fc.constant(facts),
    fc
      .tuple(
        fc.shuffledSubarray(facts, { minLength: facts.length }),
        fc.array(fc.nat({ max: 30 }), { maxLength: 5 }),
      )
      .map(([order, repeats]) => withRepeats(order, repeats)),
  ),
);

/** A number names both which fact comes again and where. */
function withRepeats(order: readonly ReceiptFact[], repeats: readonly number[]): ReceiptFact[] {
  const delivered = [...order];
  for (const number of repeats) {
    const fact = order[number % Math.max(1, order.length)];
    if (fact) delivered.splice(number % (delivered.length + 1), 0, fact);
  }
  return delivered;
}

/** As the service stores them: an event is one fact, whatever the number of its deliveries. */
function afterwards(delivered: readonly ReceiptFact[]) {
  const stored = [...new Map(delivered.map((fact) => [fact.eventId, fact])).values()];
  const receipts = ['a', 'b', 'c', 'd'].map((id) =>
    deriveReceipt(stored.filter(({ receiptId }) => receiptId === id)),
  );
  return { risk: deriveRisk(stored, 3), receipts };
}

describe('facts about receipts', () => {
  it('end in the same state in any order and with any duplicates', () => {
    fc.assert(
      fc.property(deliveries, ([facts, delivered]) => {
        expect(afterwards(delivered)).toEqual(afterwards(facts));
      }),
      { numRuns: 500 },
    );
  });

  it('only ever make the risk grow', () => {
    fc.assert(
      fc.property(histories, (facts) => {
        const counts = facts.map((_, index) => deriveRisk(facts.slice(0, index + 1), 3));
        counts.reduce(
          (before, after) => {
            expect(after.cancelledReceipts).toBeGreaterThanOrEqual(before.cancelledReceipts);
            expect(before.flaggedAt !== null && after.flaggedAt === null).toBe(false);
            return after;
          },
          deriveRisk([], 3),
        );
      }),
      { numRuns: 300 },
    );
  });
});
