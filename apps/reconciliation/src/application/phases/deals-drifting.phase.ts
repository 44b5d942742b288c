import { type Drift } from '../../adapters/drift.repository';
import { dealMissingHere } from '../../domain/compare-deal';
import { type Cursor } from '../../domain/run';
import { type Compared, comparedDeal, mapSome, together } from '../compare-pairs';
import { type Phase, type RunContext, type Write } from '../run-context';
import { compareSingly, hasBankId } from './deals-ours.phase';
import { type UnmetDrifts } from './drifting';
import { changedSince, type Reading } from './reading';

const NOTHING: Compared = { findings: [], stats: {} };

/** Deals with a known difference that the run did not meet otherwise: final ones, or in a second look. */
export class DealsDriftingPhase implements Phase {
  constructor(
    private readonly reading: Reading,
    private readonly drifts: UnmetDrifts,
  ) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const done = cursor?.done ?? 0;
    const page = await this.drifts.page(context, cursor?.after);
    // Several differences of one deal are one look.
    const subjects = [...new Map(page.map((drift) => [drift.subjectId, drift])).values()];
    const compared = await mapSome(subjects, (drift) => this.look(context, drift));
    const after = page.at(-1)?.driftId;
    const more = done + page.length < this.reading.config.RECONCILIATION_RECHECK_LIMIT;
    const isLast = after === undefined || this.drifts.isLastPage(page) || !more;
    return this.reading.writer.of(context, {
      ...together(compared, { bankCalls: subjects.length, ownReads: subjects.length }),
      checked: { deal: subjects.map(({ subjectId }) => subjectId) },
      next: isLast ? undefined : { after, done: done + page.length },
    });
  }

  private async look(context: RunContext, drift: Drift): Promise<Compared> {
    if (drift.dealId === null) return this.lookForUnknown(context, drift.externalDealId ?? '');
    const ours = await this.reading.sides.findDeal(drift.dealId);
    return ours && hasBankId(ours) ? compareSingly(this.reading, context, ours) : NOTHING;
  }

  /** A deal of the bank that was not here: has it come, or gone there? */
  private async lookForUnknown(context: RunContext, externalDealId: string): Promise<Compared> {
    const { sides, bank, config } = this.reading;
    const { side } = await bank.deal(externalDealId);
    if (!side) return NOTHING;
    const [ours] = await sides.dealsByExternalId([externalDealId]);
    if (ours) return comparedDeal(ours, side, changedSince(context, config));
    return { findings: [dealMissingHere(side)], stats: { compared: 1 } };
  }
}
