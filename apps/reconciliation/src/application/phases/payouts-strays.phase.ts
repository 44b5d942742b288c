import { type DealSide, type PayoutSide } from '@lk/contracts';
import { type Unmatched } from '../../adapters/work.repository';
import { explainPayment } from '../../domain/explain-payment';
import { type Finding } from '../../domain/finding';
import { type Cursor } from '../../domain/run';
import { type Phase, type RunContext, type Write } from '../run-context';
import { type Reading } from './reading';

const PAGE = 100;

/** Says of each payment that stands in no payout of ours what it is. */
export class PayoutsStraysPhase implements Phase {
  constructor(private readonly reading: Reading) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const { work, writer } = this.reading;
    const rows = await work.unmatched(context.run.runId, cursor?.after ?? '', PAGE);
    const findings = await this.explain(rows);
    const after = rows.at(-1)?.payment.paymentId;
    const next = rows.length < PAGE || after === undefined ? undefined : { after };
    return writer.of(context, { findings, stats: { compared: rows.length, ownReads: 2 }, next });
  }

  private async explain(rows: readonly Unmatched[]): Promise<Finding[]> {
    const { sides } = this.reading;
    // Its payment may have become known since the list was read.
    const named = await sides.payoutsByPayment(rows.map(({ payment }) => payment.paymentId));
    const known = new Set(named.map(({ paymentId }) => paymentId));
    const strays = rows.filter(({ payment }) => !known.has(payment.paymentId));
    const dealIds = strays.flatMap(({ payment }) => payment.dealId ?? []);
    const deals = await sides.dealsByExternalId([...new Set(dealIds)]);
    const byExternalId = new Map(deals.map((deal) => [deal.externalDealId, deal]));
    return Promise.all(
      strays.map(async ({ payment, candidates }) => {
        const deal = byExternalId.get(payment.dealId ?? '');
        return explainPayment(payment, await this.withDeal(candidates, deal), deal);
      }),
    );
  }

  /** A payout of the payment's own deal is looked for where no other explains it. */
  private async withDeal(
    candidates: readonly PayoutSide[],
    deal: DealSide | undefined,
  ): Promise<readonly PayoutSide[]> {
    if (!deal || candidates.length > 0) return candidates;
    return this.reading.sides.payoutsOfDeal(deal.dealId);
  }
}
