import { together } from '../compare-pairs';
import { type Phase, type RunContext, type Write } from '../run-context';
import { compareSingly, hasBankId } from './deals-ours.phase';
import { type Reading } from './reading';

/** One deal that somebody asked about, or that waits for the bank's word too long. */
export class DealOnePhase implements Phase {
  constructor(private readonly reading: Reading) {}

  async step(context: RunContext): Promise<Write> {
    const { sides, writer } = this.reading;
    const ours = await sides.findDeal(context.run.dealId ?? '');
    if (!ours || !hasBankId(ours)) return writer.of(context, { stats: { ownReads: 1 } });
    const compared = await compareSingly(this.reading, context, ours);
    const work = together([compared], { bankCalls: 1, ownReads: 1 });
    return writer.of(context, { ...work, checked: { deal: [ours.dealId] } });
  }
}
