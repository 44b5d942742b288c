import { lyingList } from './lying-list';

const page = (offset: number, rows: number[], total: number) => ({
  offset,
  limit: 4,
  size: rows.length,
  total,
  ...(rows.length > 0 && { results: rows }),
});

describe(lyingList.name, () => {
  it('tells of nothing at all', () => {
    expect(lyingList(page(0, [1, 2, 3, 4], 6), 'empty')).toEqual(page(0, [], 0));
    expect(lyingList({ recipients: [1] }, 'empty')).toEqual({ recipients: [] });
  });

  it('loses half of a page and counts it still', () => {
    const lie = lyingList(page(0, [1, 2, 3, 4], 6), 'half-page');
    expect(lie).toEqual({ ...page(0, [1, 2, 3, 4], 6), results: [1, 2] });
    expect(lyingList(page(4, [5], 5), 'half-page')).toEqual({ ...page(4, [], 5), size: 1 });
    expect(lyingList({ receipts: [1, 2] }, 'half-page')).toEqual({ receipts: [1] });
  });

  it('ends a list in its middle, with numbers that agree', () => {
    expect(lyingList(page(0, [1, 2, 3, 4], 6), 'half-list')).toEqual(page(0, [1, 2, 3], 3));
    expect(lyingList(page(4, [5, 6], 6), 'half-list')).toEqual(page(4, [], 3));
  });

  it('leaves alone what is no list', () => {
    expect(lyingList({ dealId: 'd' }, 'empty')).toEqual({ dealId: 'd' });
    expect(lyingList(undefined, 'empty')).toBeUndefined();
  });
});
