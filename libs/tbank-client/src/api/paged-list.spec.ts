import fc from 'fast-check';
import { type BankRequest } from '../bank-call';
import { type BankTransport } from '../bank-transport';
import { type TBankConfig } from '../tbank.config';
import { WireObject } from '../wire/read-fields';
import { OPERATIONS } from './operations';
import { PagedList } from './paged-list';
import { SELF_EMPLOYED_PAGE_SIZE, SelfEmployedApi } from './self-employed.api';

/** In place of HTTP, which these rules do not depend on: a bank that may be as odd as it likes. */
function bankOf(answer: (request: BankRequest) => object) {
  const requests: BankRequest[] = [];
  const send = <T>(request: BankRequest, read: (wire: WireObject) => T): Promise<T> => {
    requests.push(request);
    return Promise.resolve().then(() => read(new WireObject(answer(request))));
  };
  return { requests, transport: { send } as unknown as BankTransport };
}

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

const ROW = { read: (row: WireObject) => row.text('id'), idOf: (id: string) => id };
const LIST = { ...OPERATIONS.listDeals, path: '/deals', priority: 'reconciliation' } as const;
const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `id-${index}`);

/** Pages over `rows`, never more than `limit` of them. */
const paging =
  (rows: readonly string[], limit = 50) =>
  ({ query = {} }: BankRequest) => {
    const offset = Number(query.offset);
    const size = Math.min(limit, Number(query.limit));
    const results = rows.slice(offset, offset + size).map((id) => ({ id }));
    return results.length === 0 ? { total: rows.length } : { total: rows.length, results };
  };

describe('PagedList.all', () => {
  it('gives every row once, however few the bank puts on a page', async () => {
    const counts = fc.tuple(fc.nat({ max: 130 }), fc.integer({ min: 1, max: 60 }));
    await fc.assert(
      fc.asyncProperty(counts, async ([count, limit]) => {
        const { transport, requests } = bankOf(paging(ids(count), limit));
        await expect(collect(new PagedList(transport, ROW).all(LIST))).resolves.toEqual(ids(count));
        const pages = Math.max(1, Math.ceil(count / Math.min(limit, 50)));
        expect(requests).toHaveLength(pages);
      }),
      { numRuns: 50 },
    );
  });

  it('asks with filter and priority, and for no page that nobody wants', async () => {
    const { transport, requests } = bankOf(paging(ids(200)));
    const rows = new PagedList(transport, ROW).all({ ...LIST, filter: { dealId: 'd' } });
    expect(await rows.next()).toEqual({ done: false, value: 'id-0' });
    await rows.return(undefined);
    expect(requests).toEqual([{ ...LIST, query: { dealId: 'd', offset: 0, limit: 50 } }]);
  });

  it.each([
    ['the same page for ever', () => ({ total: 1000, results: ids(50).map((id) => ({ id })) })],
    ['more than it gives', () => ({ total: 1000 })],
  ])('stops when the bank promises %s', async (_, answer) => {
    const { transport, requests } = bankOf(answer);
    const rows = new PagedList(transport, ROW).all(LIST);
    await expect(collect(rows)).rejects.toMatchObject({ field: 'results' });
    expect(requests.length).toBeLessThanOrEqual(2);
  });

  it('gives a row once that moved to the next page meanwhile', async () => {
    const rows = ids(60);
    const { transport } = bankOf((request) => {
      const page = paging(rows)(request);
      if (request.query?.offset === 0) rows.unshift('new');
      return page;
    });
    await expect(collect(new PagedList(transport, ROW).all(LIST))).resolves.toEqual(ids(60));
  });
});

describe('SelfEmployedApi.all', () => {
  const config = { TBANK_SELF_EMPLOYED_LIST_PATH: '/list' } as TBankConfig;
  const registry = (count: number) =>
    bankOf(({ body }) => {
      const { offset, limit } = body as { offset: number; limit: number };
      const people = Array.from({ length: count }, (_, id) => ({ id, status: 'DRAFT' }));
      return { recipients: people.slice(offset, offset + limit) };
    });

  it.each([
    [0, [0]],
    [899, [0]],
    [900, [0, 900]],
    [901, [0, 900]],
    [1800, [0, 900, 1800]],
  ])('reads the pages of %d people until a short one', async (count, offsets) => {
    const { transport, requests } = registry(count);
    const api = new SelfEmployedApi(transport, config);
    await expect(collect(api.all('command'))).resolves.toHaveLength(count);
    expect(requests.map(({ body }) => (body as { offset: number }).offset)).toEqual(offsets);
  });

  it('counts the first page as a list and the others among the calls of one a second', async () => {
    const { transport, requests } = registry(901);
    const filter = { inn: ['500100732259'] };
    await collect(new SelfEmployedApi(transport, config).all('command', filter));
    expect(requests.map(({ group, servedOnce }) => [group, servedOnce])).toEqual([
      ['self-employed.list', true],
      ['self-employed.recipients', undefined],
    ]);
    expect(requests[0]?.body).toEqual({ offset: 0, limit: SELF_EMPLOYED_PAGE_SIZE, ...filter });
  });

  it('stops when the bank gives the same page for ever', async () => {
    const { transport } = bankOf(() => ({
      recipients: Array.from({ length: 900 }, (_, id) => ({ id, status: 'DRAFT' })),
    }));
    const people = new SelfEmployedApi(transport, config).all('command');
    await expect(collect(people)).rejects.toMatchObject({ field: 'recipients' });
  });
});
