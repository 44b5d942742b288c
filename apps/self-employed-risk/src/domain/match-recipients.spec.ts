import { findUpdates, type KnownPerson, type ListedRecipient } from './match-recipients';

const person = (over: Partial<KnownPerson> = {}): KnownPerson => ({
  selfEmployedId: 'one',
  inn: '100000000001',
  externalRecipientId: '7',
  status: 'DRAFT',
  ...over,
});

const row = (over: Partial<ListedRecipient> = {}): ListedRecipient => ({
  recipientId: '7',
  inn: '100000000001',
  status: 'ACTIVE',
  selfEmployedStatus: 'ACTIVE',
  ...over,
});

describe('findUpdates', () => {
  it('takes the status of the row with the id we know', () => {
    const other = row({ recipientId: '8', status: 'BLOCKED' });
    expect(findUpdates([person()], [other, row()])).toEqual([
      { selfEmployedId: 'one', externalRecipientId: '7', status: 'ACTIVE' },
    ]);
  });

  it('says nothing of people whom the list shows as they are, or does not show', () => {
    expect(findUpdates([person({ status: 'ACTIVE' })], [row()])).toEqual([]);
    expect(findUpdates([person({ status: 'ACTIVE' })], [])).toEqual([]);
  });

  it('never moves a known person to another id of the same INN', () => {
    expect(findUpdates([person()], [row({ recipientId: '8' })])).toEqual([]);
  });

  it('finds by INN the id that was never told, also when the status is the same', () => {
    const lost = person({ externalRecipientId: null });
    expect(findUpdates([lost], [row({ status: 'DRAFT' })])).toEqual([
      { selfEmployedId: 'one', externalRecipientId: '7', status: 'DRAFT' },
    ]);
  });

  it('does not choose between several rows of one INN', () => {
    const lost = person({ externalRecipientId: null });
    const rows = [row(), row({ recipientId: '8' }), row({ recipientId: '9' })];
    expect(findUpdates([lost], rows)).toEqual([]);
  });

  it('needs no INN in the list', () => {
    expect(findUpdates([person()], [row({ inn: undefined })])).toHaveLength(1);
    expect(findUpdates([person({ externalRecipientId: null })], [row({ inn: undefined })])).toEqual(
      [],
    );
  });
});
