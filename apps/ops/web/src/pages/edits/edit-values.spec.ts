import { valueAt, withValues } from './edit-values';

describe('valueAt', () => {
  const body = { data: { recipients: [{ share: 1 }, { share: 2 }] }, note: null };

  it.each([
    ['data.recipients[1].share', 2],
    ['note', null],
    ['note.text', undefined],
    ['data.recipients[7].share', undefined],
  ])('finds %s', (path, value) => {
    expect(valueAt(body, path)).toBe(value);
  });
});

describe('withValues', () => {
  it('has both sides of what the server names', () => {
    const bodies = { before: '{"data":{"amount":1}}', after: '{"data":{"amount":2}}' };
    expect(withValues([{ path: 'data.amount', money: true }], bodies)).toEqual([
      { path: 'data.amount', money: true, before: 1, after: 2 },
    ]);
  });
});
