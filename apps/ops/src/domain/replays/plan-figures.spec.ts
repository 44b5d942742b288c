import fc from 'fast-check';
import { EMPTY_SET_HASH, hashOn } from './frozen-set';
import { addFigures, NO_FIGURES, type PlannedLetter } from './plan-figures';

const letter = fc.record({
  type: fc.constantFrom('a', 'b', null),
  errorCode: fc.constantFrom('X', 'Y'),
  queue: fc.constantFrom('q', 'r'),
  lastFailedAt: fc.date({
    min: new Date('2026-01-01'),
    max: new Date('2027-01-01'),
    noInvalidDate: true,
  }),
  amountKopecks: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  verdict: fc.constantFrom('replay', 'already-done'),
  callsBank: fc.boolean(),
}) satisfies fc.Arbitrary<PlannedLetter>;

describe('the figures of a plan', () => {
  it('do not depend on how its letters were batched', () => {
    fc.assert(
      fc.property(fc.array(letter), fc.nat(20), (letters, cut) => {
        const whole = addFigures(NO_FIGURES, letters);
        const parts = [letters.slice(0, cut), letters.slice(cut)];
        expect(parts.reduce((sum, part) => addFigures(sum, part), NO_FIGURES)).toEqual(whole);
        expect(Object.values(whole.byType).reduce((sum, n) => sum + n, 0)).toBe(letters.length);
      }),
    );
  });

  it('count the rest together when there are too many kinds', () => {
    const many = Array.from({ length: 300 }, (_, index): PlannedLetter => ({
      ...{ type: `t${index}`, errorCode: 'X', queue: 'q', lastFailedAt: new Date(0) },
      ...{ amountKopecks: 1n, verdict: 'replay', callsBank: true },
    }));
    const { byType, amountKopecks, wouldCallBank } = addFigures(NO_FIGURES, many);
    expect(Object.keys(byType)).toHaveLength(201);
    expect(byType['(others)']).toBe(100);
    expect([amountKopecks, wouldCallBank]).toEqual(['300', 300]);
  });

  it('are told with a hash that knows the order, and not the batches', () => {
    const [a, b, c] = ['a', 'b', 'c'];
    const whole = hashOn(EMPTY_SET_HASH, [a, b, c]);
    expect(hashOn(hashOn(EMPTY_SET_HASH, [a]), [b, c])).toBe(whole);
    expect(hashOn(EMPTY_SET_HASH, [b, a, c])).not.toBe(whole);
    expect(hashOn(EMPTY_SET_HASH, [a, b])).not.toBe(whole);
  });
});
