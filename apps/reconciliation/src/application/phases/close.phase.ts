import { type Clock } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { type DriftAnnouncements } from '../../adapters/drift-announcements';
import { type Drift, type DriftRepository } from '../../adapters/drift.repository';
import { type RunRepository } from '../../adapters/run.repository';
import { DRIFT_CLASSES, type DriftClass } from '../../domain/drift-classes';
import { LIVE_STATUSES } from '../../domain/drift-life';
import { type Cursor } from '../../domain/run';
import { totalMark } from '../list-steps';
import { suspectAlert } from '../suspect-alert';
import { type Phase, type RunContext, type StepEnd, type Write } from '../run-context';
import { FIRST_KEY } from './reading';

const PAGE = 500;
const LIVE = LIVE_STATUSES.map((status) => `'${status}'`).join(', ');

/** Looked at by this run and not found by it. A full walk has looked at everything there was. */
const GONE = `scope = $1 AND status IN (${LIVE}) AND last_run <> $2 AND last_seen_at < $3
  AND (checked_run = $2 OR $4 AND subject_kind IN ('deal', 'payout', 'payment', 'self-employed')
       OR $5 AND subject_kind = 'system')`;

const PAGED = `
  SELECT class, count(*)::integer AS count, COALESCE(sum(amount_kopecks), 0)::text AS amount
  FROM drifts WHERE opened_run = $1 AND scope = $2 AND status = 'open' AND action = 'page'
  GROUP BY class`;

interface PagedRow {
  class: DriftClass;
  count: number;
  amount: string;
}

/** Closes what is no longer seen, and pages for what a person must look at. */
export class ClosePhase implements Phase {
  constructor(
    private readonly drifts: DriftRepository,
    private readonly runs: RunRepository,
    private readonly announcements: DriftAnnouncements,
    private readonly clock: Clock,
  ) {}

  step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    return Promise.resolve(async (tx) => {
      const end = await this.closePage(tx, context, cursor?.after ?? FIRST_KEY);
      if (end.next) return end;
      await this.remember(tx, context);
      await this.page(tx, context);
      return end;
    });
  }

  private async closePage(
    tx: Transaction,
    { run, scope }: RunContext,
    after: string,
  ): Promise<StepEnd> {
    const isFull = run.mode === 'sweep';
    const seesRates = isFull || run.mode === 'incremental';
    const parameters = [scope, run.runId, run.startedAt ?? run.requestedAt, isFull, seesRates];
    const gone = await this.drifts.lockPage(tx, GONE, parameters, { after, limit: PAGE });
    const candidates = gone.filter(({ status }) => status === 'candidate');
    const drifts = gone.filter(({ status }) => status !== 'candidate');
    // Messages that were in flight have come: there never was a drift.
    await this.forget(tx, candidates);
    await this.drifts.save(
      tx,
      drifts.map((drift) => this.closed(drift)),
    );
    await this.drifts.addHistory(
      tx,
      drifts.map(({ driftId, status: from }) => {
        return { driftId, from, to: 'resolved', runId: run.runId };
      }),
    );
    const last = gone.at(-1);
    const next = gone.length < PAGE || !last ? undefined : { after: last.driftId };
    return { next, stats: { closed: drifts.length } };
  }

  /** One that was a drift before and was only seen again for a moment keeps its history. */
  private async forget(tx: Transaction, candidates: readonly Drift[]): Promise<void> {
    const fresh = candidates.filter(({ timesOpened }) => timesOpened === 0);
    await this.drifts.remove(
      tx,
      fresh.map(({ driftId }) => driftId),
    );
    const known = candidates.filter(({ timesOpened }) => timesOpened > 0);
    await this.drifts.save(
      tx,
      known.map((drift) => this.closed(drift)),
    );
  }

  private closed(drift: Drift): Drift {
    const resolution = drift.status === 'repaired' ? 'repair took effect' : 'no longer seen';
    return { ...drift, status: 'resolved', resolution, closedAt: this.clock.now() };
  }

  /** The size of a list that was believed, for the next run to hold its own against. */
  private async remember(tx: Transaction, { run, scope }: RunContext): Promise<void> {
    const plan = run.plan?.[scope];
    if (!plan || scope === 'self-employed') return;
    const mark = { total: plan.bankTotal, at: this.clock.now().toISOString() };
    await this.runs.setMark(tx, totalMark(scope), mark);
  }

  /** One alert for each class and run, however many drifts. */
  private async page(tx: Transaction, { run, scope }: RunContext): Promise<void> {
    const { runId } = run;
    const rows = await tx.query<PagedRow[]>(PAGED, [runId, scope]);
    for (const { class: name, count, amount } of rows) {
      await this.announcements.alert(tx, {
        code: 'RECONCILIATION_DRIFT',
        severity: 'critical',
        summary: DRIFT_CLASSES[name].sentence,
        dedupKey: `drift:${name}:${scope}:${runId}`,
        details: { class: name, runId, count, amountKopecks: amount },
      });
    }
    for (const { reason } of run.suspect.filter((suspicion) => suspicion.scope === scope)) {
      await this.announcements.alert(tx, suspectAlert(runId, scope, reason));
    }
    const { braked = 0, proposed = 0 } = run.stats[scope] ?? {};
    if (braked === 0) return;
    await this.announcements.alert(tx, {
      code: 'RECONCILIATION_BRAKE',
      severity: 'critical',
      summary: 'A run wanted more repairs than its budget; all of them wait for a person',
      dedupKey: `brake:${scope}:${runId}`,
      details: { runId, scope, proposed },
    });
  }
}
