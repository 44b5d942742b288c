import { type BankRows } from '../adapters/bank.reader';
import { type RunRepository } from '../adapters/run.repository';
import { type WorkRepository } from '../adapters/work.repository';
import { type ListWalk, nextWalk, watchPage } from '../domain/list-watch';
import { type Scope } from '../domain/finding';
import { type Cursor } from '../domain/run';
import { NotBelieved, type RunContext } from './run-context';

export interface WatchedPage<T> {
  readonly rows: readonly T[];
  readonly next: Cursor | undefined;
}

/** How long the size of a list is held against later ones: a person may clear up at the bank. */
const MEMORY_MS = 24 * 3_600_000;

export const totalMark = (scope: Scope): string => `${scope}.total`;

export interface TotalMark {
  readonly total: number;
  readonly at: string;
}

/** Walks the bank's lists, believing no page that cannot be true. */
export class ListSteps {
  constructor(
    private readonly runs: RunRepository,
    private readonly work: WorkRepository,
  ) {}

  /** @throws NotBelieved */
  async next<T>(
    { run, scope }: RunContext,
    cursor: Cursor | undefined,
    read: (offset: number) => Promise<BankRows<T>>,
    { idOf, from }: { readonly idOf: (row: T) => string; readonly from: number },
  ): Promise<WatchedPage<T>> {
    const walk: ListWalk = cursor?.walk ?? { offset: from };
    const { total, rows } = await read(walk.offset);
    const seen = await this.work.findSeen(run.runId, scope, rows.map(idOf));
    const page = { total, rows: rows.length, repeated: seen.size };
    const expected = {
      known: run.plan?.[scope]?.known ?? 0,
      lastTotal: await this.lastTotal(scope),
    };
    const suspicion = watchPage(walk, page, expected);
    if (suspicion) throw new NotBelieved(suspicion);
    const next = nextWalk(walk, page);
    return { rows, next: next && { walk: next } };
  }

  /** The rows of the list in the last day's believed run. */
  async lastTotal(scope: Scope): Promise<number | undefined> {
    const mark = await this.runs.mark<TotalMark>(totalMark(scope));
    const isFresh = mark && Date.now() - new Date(mark.at).getTime() < MEMORY_MS;
    return isFresh ? mark.total : undefined;
  }
}
