import { deterministicId } from '@lk/kernel';
import { type DriftAnnouncements } from '../../adapters/drift-announcements';
import { type DriftRepository } from '../../adapters/drift.repository';
import { type Cursor } from '../../domain/run';
import { type DriftRepairs } from '../drift-repairs';
import { type Phase, type RunContext, RunPostponed, type Write } from '../run-context';
import { FIRST_KEY } from './reading';

const WANTING = `scope = 'self-employed' AND class = 'self-employed-status'
  AND (status = 'open' AND action = 'repair' OR status = 'approved')`;
const PAGE = 1000;

/**
 * No event of the bank tells of a person's status: it stands in the list alone. Where statuses differ,
 * the owner of the registry is asked to read it, and gets this turn at the list; the run then waits
 * for its own.
 */
export class AskPhase implements Phase {
  constructor(
    private readonly drifts: DriftRepository,
    private readonly repairs: DriftRepairs,
    private readonly announcements: DriftAnnouncements,
    private readonly listIntervalMs: number,
  ) {}

  step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    // Asked in the step before: now the owner reads.
    if (cursor?.done) throw new RunPostponed(this.listIntervalMs, 'next-phase');
    return Promise.resolve(async (tx) => {
      const page = { after: FIRST_KEY, limit: PAGE };
      const drifts = await this.drifts.lockPage(tx, WANTING, [], page);
      if (drifts.length === 0) return {};
      const { runId } = context.run;
      const commandId = deterministicId('reconciliation-sync', runId);
      await this.announcements.askForSync(tx, commandId);
      const repaired = [];
      for (const drift of drifts) {
        repaired.push(await this.repairs.repaired(tx, context, drift, []));
      }
      await this.drifts.save(tx, repaired);
      await this.drifts.addHistory(
        tx,
        drifts.map(({ driftId, status: from }) => ({ driftId, from, to: 'repaired', runId })),
      );
      return { next: { done: 1 }, stats: { repaired: repaired.length } };
    });
  }
}
