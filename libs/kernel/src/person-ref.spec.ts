import { personRef } from './person-ref';

describe('personRef', () => {
  it('is the same for the same INN and key, and another for any other', () => {
    const ref = personRef('770708389312', 'key');
    expect(ref).toMatch(/^[0-9a-f]{64}$/);
    expect(personRef('770708389312', 'key')).toBe(ref);
    expect(personRef('770708389313', 'key')).not.toBe(ref);
    expect(personRef('770708389312', 'another')).not.toBe(ref);
  });
});
