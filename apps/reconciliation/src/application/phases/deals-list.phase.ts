import { type BankDealSide } from '../../domain/bank-sides';
import { dealMissingHere } from '../../domain/compare-deal';
import { type Cursor } from '../../domain/run';
import { type Compared, comparedDeal, together } from '../compare-pairs';
import { type Phase, type RunContext, type Write } from '../run-context';
import { changedSince, type Reading } from './reading';

/** The bank's list of deals, from its beginning or only its end, each row beside our record of it. */
export class DealsListPhase implements Phase {
  constructor(
    private readonly reading: Reading,
    private readonly part: 'all' | 'tail',
  ) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const { bank, lists, writer, config } = this.reading;
    const rowsOfPage = config.RECONCILIATION_BANK_PAGE_ROWS;
    const total = context.run.plan?.deals?.bankTotal ?? 0;
    const from = this.part === 'all' ? 0 : Math.max(0, total - rowsOfPage);
    const read = (offset: number) => bank.dealsPage(offset, rowsOfPage);
    const idOf = ({ dealId }: BankDealSide): string => dealId;
    const { rows, next } = await lists.next(context, cursor, read, { idOf, from });
    const { compared, ours } = await this.compare(context, rows);
    const seen = rows.map(idOf);
    return writer.of(context, { ...compared, seen, checked: { deal: [...ours, ...seen] }, next });
  }

  private async compare(
    context: RunContext,
    rows: readonly BankDealSide[],
  ): Promise<{ compared: Compared; ours: string[] }> {
    const { sides, config } = this.reading;
    const since = changedSince(context, config);
    const records = await sides.dealsByExternalId(rows.map(({ dealId }) => dealId));
    const byExternalId = new Map(records.map((side) => [side.externalDealId, side]));
    const pairs = rows.map((row): Compared => {
      const ours = byExternalId.get(row.dealId);
      return ours
        ? comparedDeal(ours, row, since)
        : { findings: [dealMissingHere(row)], stats: {} };
    });
    const compared = together(pairs, { bankCalls: 1, ownReads: 1 });
    return { compared, ours: records.map(({ dealId }) => dealId) };
  }
}
