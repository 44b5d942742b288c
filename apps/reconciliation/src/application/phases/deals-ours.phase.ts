import { type DealSide } from '@lk/contracts';
import { dealMissingThere } from '../../domain/compare-deal';
import { type Cursor } from '../../domain/run';
import { type Compared, comparedDeal, isLiveDeal, mapSome, together } from '../compare-pairs';
import { type Phase, type RunContext, type Write } from '../run-context';
import { changedSince, ownPage, type Reading } from './reading';

/** Our deals by key. What the list did not show is asked for singly: the list is no snapshot. */
export class DealsOursPhase implements Phase {
  constructor(private readonly reading: Reading) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const { sides, work, writer, config } = this.reading;
    const page = await sides.deals(ownPage(context, config, cursor?.after));
    const known = page.items.flatMap((side) => (hasBankId(side) ? [side] : []));
    const ids = known.map(({ externalDealId }) => externalDealId);
    const seen = await work.findSeen(context.run.runId, 'deals', ids);
    const unseen = known.filter(({ externalDealId }) => !seen.has(externalDealId));
    const compared = await mapSome(unseen, (ours) => compareSingly(this.reading, context, ours));
    const live = known.filter(isLiveDeal).length;
    const stats = { bankCalls: unseen.length, ownReads: 1, live, liveCompared: live };
    const deal = page.items.map(({ dealId }) => dealId);
    const next = page.next === null ? undefined : { after: page.next };
    return writer.of(context, { ...together(compared, stats), checked: { deal }, next });
  }
}

type KnownDeal = DealSide & { readonly externalDealId: string };

export const hasBankId = (side: DealSide): side is KnownDeal => side.externalDealId !== null;

/** One deal of ours beside the bank's answer to its id. */
export async function compareSingly(
  { bank, config }: Reading,
  context: RunContext,
  ours: KnownDeal,
): Promise<Compared> {
  const { side, requestId } = await bank.deal(ours.externalDealId);
  if (side) return comparedDeal(ours, side, changedSince(context, config));
  return { findings: [dealMissingThere(ours, requestId)], stats: { compared: 1 } };
}
