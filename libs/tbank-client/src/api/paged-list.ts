import { type BankRequest, type CallPriority } from '../bank-call';
import { type BankTransport } from '../bank-transport';
import { type BankPage, readPage } from '../wire/answers';
import { WireFieldError, type WireObject } from '../wire/read-fields';

export interface PageQuery {
  /** Rows to leave out, from zero. */
  readonly offset: number;
  /** Rows wanted at most; the bank may give fewer. */
  readonly limit: number;
}

/** How a row of a list is read, and what tells it from the others. */
export interface ListedRow<T> {
  readonly read: (row: WireObject) => T;
  readonly idOf: (row: T) => string;
}

/** The bank's documented default: it names no greatest, so more might be refused. */
const ROWS_OF_A_PAGE = 50;

/** Where a list is, and who asks for it. */
export type ListRequest = Pick<BankRequest, 'operation' | 'group' | 'method' | 'path'> & {
  readonly priority: CallPriority;
  readonly filter?: Readonly<Record<string, string>>;
};

/** A list of the nominal-accounts methods, in pages of `offset`, `limit`, `total` and `results`. */
export class PagedList<T> {
  constructor(
    private readonly transport: BankTransport,
    private readonly row: ListedRow<T>,
  ) {}

  /** One page. @throws TBankError */
  page(request: ListRequest, page: PageQuery): Promise<BankPage<T>> {
    return this.ask(request, page, (answer) => readPage(answer, this.row.read));
  }

  /**
   * Every row, each id once, page after page as they are asked for. What is added meanwhile may be
   * missing, and what is removed may hide a neighbour: the list is no snapshot.
   * @throws TBankError; TBankContractError of `results` when a page brings nothing new although the
   * bank says that there is more, which would go on for ever
   */
  async *all(request: ListRequest): AsyncGenerator<T, void, undefined> {
    const seen = new Set<string>();
    for (let offset = 0, total = 1; offset < total;) {
      const page = await this.nextPage(request, offset, seen);
      for (const row of page.results) {
        const id = this.row.idOf(row);
        if (!seen.has(id)) yield row;
        seen.add(id);
      }
      offset += page.results.length;
      total = page.total;
    }
  }

  private nextPage(
    request: ListRequest,
    offset: number,
    seen: ReadonlySet<string>,
  ): Promise<BankPage<T>> {
    return this.ask(request, { offset, limit: ROWS_OF_A_PAGE }, (answer) => {
      const page = readPage(answer, this.row.read);
      const isLast = offset + page.results.length >= page.total;
      if (!isLast && page.results.every((row) => seen.has(this.row.idOf(row)))) {
        throw new WireFieldError('results');
      }
      return page;
    });
  }

  private ask<R>(
    { filter = {}, ...request }: ListRequest,
    page: PageQuery,
    read: (answer: WireObject) => R,
  ): Promise<R> {
    return this.transport.send({ ...request, query: { ...filter, ...page } }, read);
  }
}
