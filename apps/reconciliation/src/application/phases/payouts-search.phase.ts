import { type Cursor } from '../../domain/run';
import { type Phase, type RunContext, type Write } from '../run-context';
import { type Reading } from './reading';

/**
 * A payment that nothing of what changed lately explains is an emergency: all our payouts are read once
 * for it. That costs the bank nothing, and no second payment for an old payout is called unknown.
 */
export class PayoutsSearchPhase implements Phase {
  constructor(private readonly reading: Reading) {}

  async step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    const { sides, work, writer, config } = this.reading;
    const { run } = context;
    const isDone = run.mode === 'sweep' || !(cursor ?? (await work.hasUnexplained(run.runId)));
    if (isDone) return writer.of(context, {});
    const limit = config.RECONCILIATION_OWN_PAGE_ROWS;
    const page = await sides.payouts({ after: cursor?.after, limit, scope: 'all' });
    const next = page.next === null ? undefined : { after: page.next };
    return writer.of(context, { candidates: page.items, stats: { ownReads: 1 }, next });
  }
}
