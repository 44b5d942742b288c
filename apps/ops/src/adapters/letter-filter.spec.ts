import { recordOf } from './letter-filter';

describe('recordOf', () => {
  it('has ids, codes and times, and of the text only that there was one', () => {
    const since = new Date('2026-01-01T00:00:00Z');
    const until = undefined;
    expect(recordOf({ dealId: 'd-1', errorCode: 'X', since, until, text: 'Ivanov' })).toEqual({
      ...{ dealId: 'd-1', errorCode: 'X', since: '2026-01-01T00:00:00.000Z', text: true },
    });
  });

  it('is empty for all letters', () => expect(recordOf({ text: undefined })).toEqual({}));
});
