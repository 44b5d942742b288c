import { safeNext } from './safe-next';

describe('safeNext', () => {
  it('goes back to a page of ours with its filter', () => {
    expect(safeNext('/dead-letters/list?queue=deal.events')).toBe(
      '/dead-letters/list?queue=deal.events',
    );
  });

  it.each([[null], ['https://evil.example'], ['//evil.example'], ['/\\evil.example'], ['evil']])(
    'goes to the overview instead of %s',
    (next) => {
      expect(safeNext(next)).toBe('/');
    },
  );
});
