import { type DealSide, type PayoutSide, type SidePage } from '@lk/contracts';
import { type BankRows } from '../../adapters/bank.reader';
import { type SideQuery } from '../../adapters/sides.reader';
import { watchPage } from '../../domain/list-watch';
import { planScope } from '../../domain/plan';
import { type Cursor } from '../../domain/run';
import { NotBelieved, type Phase, type RunContext, type Write } from '../run-context';
import { ownPage, type Reading } from './reading';

export interface PlannedSides {
  readonly ours: (query: SideQuery) => Promise<SidePage<DealSide | PayoutSide>>;
  /** The first row of the bank's list, for its total. */
  readonly bank: () => Promise<BankRows<unknown>>;
  /** Whether the bank must know this record of ours. */
  readonly isAtBank: (side: DealSide | PayoutSide) => boolean;
}

/** Weighs the ways of reading the bank before a run reads it. */
export class PlanPhase implements Phase {
  constructor(
    private readonly reading: Reading,
    private readonly sides: PlannedSides,
    private readonly callsPerSecond: number,
  ) {}

  async step(context: RunContext, _cursor: Cursor | undefined): Promise<Write> {
    const { run, scope } = context;
    if (run.mode === 'deal' || run.mode === 'recheck') return () => Promise.resolve({});
    const pageRows = this.reading.config.RECONCILIATION_BANK_PAGE_ROWS;
    const { total: bankTotal, rows } = await this.sides.bank();
    const known = await this.knownHere();
    const lastTotal = await this.reading.lists.lastTotal(scope);
    const page = { total: bankTotal, rows: rows.length, repeated: 0 };
    const suspicion = watchPage({ offset: 0 }, page, { known, lastTotal });
    if (suspicion) throw new NotBelieved(suspicion);
    const enough = Math.ceil(bankTotal / pageRows) + 1;
    const candidates = await this.countCandidates(context, enough);
    const { callsPerSecond } = this;
    const facts = { scope, mode: run.mode, candidates, known, bankTotal, pageRows, callsPerSecond };
    const plan = planScope(facts);
    return () => Promise.resolve({ plan, stats: { bankCalls: 1 } });
  }

  private async knownHere(): Promise<number> {
    const limit = this.reading.config.RECONCILIATION_OWN_PAGE_ROWS;
    const { items } = await this.sides.ours({ limit, scope: 'all' });
    return items.filter(this.sides.isAtBank).length;
  }

  /** Counted only until the list is cheaper anyway. */
  private async countCandidates(context: RunContext, enough: number): Promise<number> {
    if (context.run.mode === 'sweep') return 0;
    const { config } = this.reading;
    let count = 0;
    let after: string | undefined;
    do {
      const query = {
        ...ownPage(context, config, after),
        limit: config.RECONCILIATION_OWN_PAGE_ROWS,
      };
      const page = await this.sides.ours(query);
      count += page.items.length;
      after = page.next ?? undefined;
    } while (after !== undefined && count <= enough);
    return count;
  }
}
