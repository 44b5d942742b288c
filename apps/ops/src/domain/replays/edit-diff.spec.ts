import fc from 'fast-check';
import { canonicalJson, type JsonValue } from '@lk/kernel';
import { diffOf } from './edit-diff';

describe('diffOf', () => {
  it('tells each leaf that differs, money and identity apart', () => {
    const before = {
      dealId: 'd',
      amount: 10,
      purpose: 'old',
      recipients: [{ recipientId: 'r', splitValue: 60 }],
    };
    const after: JsonValue = {
      dealId: 'e',
      amount: 11,
      purpose: 'old',
      note: 'n',
      recipients: [{ recipientId: 'r', splitValue: 70 }, { recipientId: 's' }],
    };
    expect(diffOf(before, after)).toEqual([
      { path: 'dealId', before: 'd', after: 'e', money: false, identity: true },
      { path: 'amount', before: 10, after: 11, money: true, identity: false },
      { path: 'note', before: undefined, after: 'n', money: false, identity: false },
      { path: 'recipients[0].splitValue', before: 60, after: 70, money: true, identity: false },
      {
        ...{ path: 'recipients[1].recipientId', before: undefined, after: 's' },
        ...{ money: false, identity: true },
      },
    ]);
  });

  it.each<[string, JsonValue, JsonValue, string[]]>([
    ['a leaf that goes', { a: 1 }, {}, ['a']],
    ['a leaf that becomes an object', { amount: 1 }, { amount: { amount: 1 } }, ['amount']],
    ['an object that becomes a leaf', { a: { amount: 1 } }, { a: 2 }, ['a']],
    ['an array that becomes an object', { a: [1] }, { a: { 0: 1 } }, ['a']],
    ['an array that is emptied', { a: [1] }, { a: [] }, ['a[0]']],
    ['null and absent', { a: null }, {}, ['a']],
    ['a name that could be a value', { '79001234567': 1 }, {}, ['?']],
  ])('tells %s', (_what, before, after, paths) => {
    const found = diffOf(before, after).map(({ path }) => path);
    expect(found).toEqual(paths);
  });

  it('takes for money, and for identity, what holds some or stands in it', () => {
    const [found, ...others] = diffOf({ a: 1 }, { a: { b: [{ amount: 1, dealId: 2 }] } });
    expect(found).toMatchObject({ path: 'a', money: true, identity: true });
    expect(others).toEqual([]);
    expect(diffOf({ amount: { x: 1 } }, { amount: { x: 2 } })).toMatchObject([{ money: true }]);
  });

  it('is empty exactly for equal values', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
        const [a, b] = [one, two].map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
        if (a === undefined || b === undefined) return;
        expect(diffOf(a, a)).toEqual([]);
        const isEmpty = diffOf(a, b).length === 0;
        expect(isEmpty).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });
});
