import { type BankPaymentSide } from '../../domain/bank-sides';
import { type Cursor } from '../../domain/run';
import { comparedPayment, together } from '../compare-pairs';
import { type Phase, type RunContext, type Write } from '../run-context';
import { changedSince, type Reading } from './reading';

/** The bank's list of payments, each beside our payout; what stands in none is explained later. */
export class PayoutsListPhase implements Phase {
  constructor(
    private readonly reading: Reading,
    private readonly part: 'all' | 'tail',
  ) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const { bank, lists, sides, writer, config } = this.reading;
    const rowsOfPage = config.RECONCILIATION_BANK_PAGE_ROWS;
    const total = context.run.plan?.payouts?.bankTotal ?? 0;
    const from = this.part === 'all' ? 0 : Math.max(0, total - rowsOfPage);
    const read = (offset: number) => bank.paymentsPage({}, offset, rowsOfPage);
    const idOf = ({ paymentId }: BankPaymentSide): string => paymentId;
    const { rows, next } = await lists.next(context, cursor, read, { idOf, from });
    const seen = rows.map(idOf);
    const records = await sides.payoutsByPayment(seen);
    const byPayment = new Map(records.map((side) => [side.paymentId, side]));
    const since = changedSince(context, config);
    const compared = rows.flatMap((row) => {
      const ours = byPayment.get(row.paymentId);
      return ours ? [comparedPayment(ours, row, since)] : [];
    });
    return writer.of(context, {
      ...together(compared, { bankCalls: 1, ownReads: 1 }),
      unmatched: rows.filter(({ paymentId }) => !byPayment.has(paymentId)),
      checked: { payout: records.map(({ payoutId }) => payoutId), payment: seen },
      ...{ seen, next },
    });
  }
}
