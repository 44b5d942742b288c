import { referencesOf, storedReferences } from './event-references';

describe('referencesOf', () => {
  it('reads the ids of the bank and the INN', () => {
    const data = {
      dealId: 'd-1',
      recipientId: 'r/2',
      paymentId: 77,
      inn: '770708389312',
      other: 1,
    };
    expect(referencesOf(data)).toEqual({
      dealId: 'd-1',
      recipientId: 'r/2',
      paymentId: '77',
      inn: '770708389312',
    });
  });

  it.each([
    ['an INN', '770708389312'],
    ['a phone', '79161234567'],
    ['an account', '40702810000000000000'],
    ['a sentence', 'paid to Smirnov'],
    ['an e-mail address', 'a@b.ru'],
    ['a text that is too long', 'x'.repeat(201)],
    ['something else', { id: 1 }],
    ['a fraction', 1.5],
    ['nothing', ''],
  ])('takes %s for no id', (_what, dealId) => {
    expect(referencesOf({ dealId })).toEqual({});
  });

  it('does not look at what an object inherits', () => {
    expect(referencesOf(Object.create({ dealId: 'd-1' }) as never).dealId).toBeUndefined();
  });
});

describe('storedReferences', () => {
  it('keeps a name for the person, and not their INN', () => {
    const stored = storedReferences({ inn: '770708389312', dealId: 'd-1' }, () => 'name');
    expect(stored).toEqual({ dealRef: 'd-1', personRef: 'name' });
  });
});
