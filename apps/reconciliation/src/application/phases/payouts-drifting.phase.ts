import { type PayoutSide } from '@lk/contracts';
import { type Drift } from '../../adapters/drift.repository';
import { type Cursor } from '../../domain/run';
import { type Compared, comparedPayment, mapSome, together } from '../compare-pairs';
import { type Phase, type RunContext, type Write } from '../run-context';
import { findingOf, type UnmetDrifts } from './drifting';
import { comparePayout } from './payouts-ours.phase';
import { changedSince, type Reading } from './reading';

const NOTHING: Compared = { findings: [], stats: {} };

/** Payouts and payments with a known difference that the run did not meet otherwise. */
export class PayoutsDriftingPhase implements Phase {
  constructor(
    private readonly reading: Reading,
    private readonly drifts: UnmetDrifts,
  ) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const done = cursor?.done ?? 0;
    const page = await this.drifts.page(context, cursor?.after);
    const subjects = [...new Map(page.map((drift) => [drift.subjectId, drift])).values()];
    const compared = await mapSome(subjects, (drift) => this.look(context, drift));
    const idsOf = (kind: Drift['subjectKind']): string[] =>
      subjects.filter((drift) => drift.subjectKind === kind).map(({ subjectId }) => subjectId);
    const after = page.at(-1)?.driftId;
    const more = done + page.length < this.reading.config.RECONCILIATION_RECHECK_LIMIT;
    const isLast = after === undefined || this.drifts.isLastPage(page) || !more;
    return this.reading.writer.of(context, {
      ...together(compared, { ownReads: subjects.length }),
      checked: { payout: idsOf('payout'), payment: idsOf('payment') },
      next: isLast ? undefined : { after, done: done + page.length },
    });
  }

  private async look(context: RunContext, drift: Drift): Promise<Compared> {
    if (drift.subjectKind === 'payment') return this.lookForStray(context, drift);
    const payouts = await this.reading.sides.payoutsOfDeal(drift.dealId ?? '');
    const ours = payouts.find(({ payoutId }) => payoutId === drift.subjectId);
    return ours ? comparePayout(this.reading, context, ours) : NOTHING;
  }

  /** Explained when a payout of ours has its id by now, or when the bank no longer has it. */
  private async lookForStray(context: RunContext, drift: Drift): Promise<Compared> {
    const { sides, bank, config } = this.reading;
    const { side } = await bank.payment(drift.subjectId);
    if (!side) return { findings: [], stats: { bankCalls: 1 } };
    const [ours]: PayoutSide[] = await sides.payoutsByPayment([drift.subjectId]);
    if (ours) return comparedPayment(ours, side, changedSince(context, config));
    return { findings: [findingOf(drift)], stats: { compared: 1, bankCalls: 1 } };
  }
}
