import { mapSome, together } from '../compare-pairs';
import { type Phase, type RunContext, type Write } from '../run-context';
import { comparePayout } from './payouts-ours.phase';
import { type Reading } from './reading';

/** The payouts of one deal. */
export class PayoutsOnePhase implements Phase {
  constructor(private readonly reading: Reading) {}

  async step(context: RunContext): Promise<Write> {
    const { sides, writer } = this.reading;
    const payouts = await sides.payoutsOfDeal(context.run.dealId ?? '');
    const compared = await mapSome(payouts, (ours) => comparePayout(this.reading, context, ours));
    const checked = { payout: payouts.map(({ payoutId }) => payoutId) };
    return writer.of(context, { ...together(compared, { ownReads: 1 }), checked });
  }
}
