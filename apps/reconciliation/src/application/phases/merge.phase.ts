import { type Clock } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { type DriftAnnouncements } from '../../adapters/drift-announcements';
import { type Drift, type DriftRepository } from '../../adapters/drift.repository';
import { type ReconciliationMetrics } from '../../adapters/reconciliation.metrics';
import { merge } from '../../domain/drift-merge';
import { driftIdOf, type Finding } from '../../domain/finding';
import { type Policy } from '../../domain/policy';
import { type Cursor } from '../../domain/run';
import { webhooksFinding } from '../../domain/webhooks-finding';
import { type Phase, type RunContext, type StepEnd, type Write } from '../run-context';
import { FIRST_KEY } from './reading';

export interface MergeParts {
  readonly drifts: DriftRepository;
  readonly announcements: DriftAnnouncements;
  readonly metrics: ReconciliationMetrics;
  readonly policy: Policy;
  readonly maxAttempts: number;
  readonly clock: Clock;
}

interface FoundRow {
  readonly finding: Finding;
  readonly at: Date;
}

const PAGE = 500;
const FINDINGS = `
  SELECT finding, at FROM findings
  WHERE run_id = $1 AND scope = $2 AND drift_id > $3 ORDER BY drift_id LIMIT ${PAGE}`;

/** What the run found becomes drifts, once it has outlasted its grace time. */
export class MergePhase implements Phase {
  constructor(private readonly parts: MergeParts) {}

  step(context: RunContext, cursor: Cursor | undefined): Promise<Write> {
    return Promise.resolve((tx) => this.mergePage(tx, context, cursor?.after ?? FIRST_KEY));
  }

  private async mergePage(tx: Transaction, context: RunContext, after: string): Promise<StepEnd> {
    const { run, scope } = context;
    const rows = await tx.query<FoundRow[]>(FINDINGS, [run.runId, scope, after]);
    const own = after === FIRST_KEY ? this.aboutWebhooks(context) : [];
    const stats = await this.mergeAll(tx, context, [...rows, ...own]);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return { stats };
    return { stats, next: { after: driftIdOf(last.finding) } };
  }

  /** A look at single records says nothing about how many events come. */
  private aboutWebhooks({ run, scope }: RunContext): FoundRow[] {
    const counts = run.stats[scope];
    if (!counts || run.mode === 'recheck' || run.mode === 'deal') return [];
    const finding = webhooksFinding(scope, counts);
    return finding ? [{ finding, at: this.parts.clock.now() }] : [];
  }

  private async mergeAll(
    tx: Transaction,
    context: RunContext,
    rows: readonly FoundRow[],
  ): Promise<{ candidates: number; found: number }> {
    const { drifts, announcements } = this.parts;
    const { runId } = context.run;
    const known = await drifts.lock(
      tx,
      rows.map(({ finding }) => driftIdOf(finding)),
    );
    const byId = new Map(known.map((drift) => [drift.driftId, drift]));
    const merged = rows.flatMap((row) => {
      return this.mergeOne(context, byId.get(driftIdOf(row.finding)), row) ?? [];
    });
    await drifts.save(
      tx,
      merged.map(({ drift }) => drift),
    );
    const moved = merged.filter((result) => result.moved);
    await drifts.addHistory(
      tx,
      moved.map(({ drift: { driftId, status }, before }) => {
        return { driftId, from: before?.status ?? null, to: status, runId };
      }),
    );
    const opened = merged.filter((result) => result.opened).map(({ drift }) => drift);
    await announcements.found(tx, runId, opened);
    for (const drift of opened) this.parts.metrics.driftFound(drift.class);
    const candidates = merged.filter(({ drift }) => drift.status === 'candidate').length;
    return { candidates, found: opened.length };
  }

  private mergeOne(
    { run, scope }: RunContext,
    before: Drift | undefined,
    { finding, at }: FoundRow,
  ) {
    // Another run has looked since, and it was gone: a sweep takes its time.
    if (before?.closedAt && before.closedAt > at) return undefined;
    const { policy, maxAttempts } = this.parts;
    const seen = { before, finding, seenAt: at, policy: policy.for(finding.class), maxAttempts };
    const { life, opened, moved } = merge(seen);
    const drift: Drift = {
      ...(before ?? newDrift(finding, scope, run.runId)),
      ...life,
      ...sightOf(finding),
      lastSeenAt: at,
      lastRun: run.runId,
      openedRun: opened ? run.runId : (before?.openedRun ?? null),
      ...(moved ? { closedAt: null, resolvedBy: null, resolution: null, note: null } : {}),
    };
    return { drift, before, opened, moved };
  }
}

/** What a sighting says anew about the same difference. */
function sightOf(finding: Finding) {
  return {
    dealId: finding.dealId ?? null,
    externalDealId: finding.externalDealId ?? null,
    payoutId: finding.payoutId ?? null,
    selfEmployedId: finding.selfEmployedId ?? null,
    ours: finding.ours,
    bank: finding.bank,
    requestId: finding.requestId ?? null,
    amountKopecks: finding.amountKopecks ?? null,
    repair: finding.repair ?? null,
  };
}

function newDrift(finding: Finding, scope: Drift['scope'], runId: string) {
  return {
    driftId: driftIdOf(finding),
    scope,
    class: finding.class,
    subjectKind: finding.kind,
    subjectId: finding.subjectId,
    aspect: finding.aspect,
    repairedAt: null,
    closedAt: null,
    firstRun: runId,
    checkedRun: null,
    resolvedBy: null,
    resolution: null,
    note: null,
  };
}
