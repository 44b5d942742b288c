import { canBeAsked } from './message-identity';

describe('canBeAsked', () => {
  it.each([
    ['an id', 'a-1', true],
    ['the longest', 'x'.repeat(500), true],
    ['a longer one', 'x'.repeat(501), false],
    ['one with a NUL', 'a\0b', false],
  ])('%s', (_what, id, expected) => {
    expect(canBeAsked(id)).toBe(expected);
  });
});
