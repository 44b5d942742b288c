import { DRIFT_CLASSES } from '../domain/drift-classes';
import { type Evidence } from '../domain/finding';
import { type Run } from '../domain/run';
import { type Drift } from './drift.repository';
import { type DriftHistoryRow } from './drift-search.repository';

/** One drift; times ISO 8601 UTC, amounts kopecks as text, nothing that names a person. */
export interface DriftView {
  readonly driftId: string;
  readonly class: string;
  readonly sentence: string;
  readonly status: string;
  readonly action: string;
  readonly scope: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly dealId: string | null;
  readonly externalDealId: string | null;
  readonly payoutId: string | null;
  readonly selfEmployedId: string | null;
  readonly ours: Evidence;
  readonly bank: Evidence;
  /** `X-Request-Id` of the call in which the bank said so. */
  readonly requestId: string | null;
  readonly amountKopecks: string | null;
  /** Types of the events that a repair publishes. */
  readonly repair: readonly string[];
  readonly repairAttempts: number;
  readonly repairedAt: string | null;
  readonly firstSeenAt: string;
  readonly openedAt: string | null;
  readonly lastSeenAt: string;
  readonly closedAt: string | null;
  readonly ageSeconds: number | null;
  readonly timesOpened: number;
  readonly runId: string;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
  readonly note: string | null;
}

export function viewDrift(drift: Drift): DriftView {
  const { driftId, class: name, status, action, scope, ours, bank, requestId } = drift;
  const { dealId, externalDealId, payoutId, selfEmployedId, amountKopecks } = drift;
  const { repairAttempts, timesOpened, resolvedBy, resolution, note } = drift;
  return {
    ...{ driftId, class: name, sentence: DRIFT_CLASSES[name].sentence, status, action, scope },
    subject: { kind: drift.subjectKind, id: drift.subjectId },
    ...{ dealId, externalDealId, payoutId, selfEmployedId, ours, bank, requestId, amountKopecks },
    ...{ repair: eventTypes(drift), repairAttempts, repairedAt: iso(drift.repairedAt) },
    firstSeenAt: drift.firstSeenAt.toISOString(),
    openedAt: iso(drift.openedAt),
    lastSeenAt: drift.lastSeenAt.toISOString(),
    closedAt: iso(drift.closedAt),
    ageSeconds: ageOf(drift),
    ...{ timesOpened, runId: drift.openedRun ?? drift.firstRun, resolvedBy, resolution, note },
  };
}

function eventTypes({ repair }: Drift): string[] {
  if (!repair) return [];
  if (repair.kind === 'facts') return repair.facts.map(({ type }) => type);
  return [repair.kind === 'sync' ? 'self-employed.sync' : repair.type];
}

function ageOf({ openedAt, closedAt }: Drift): number | null {
  if (!openedAt) return null;
  return Math.round(((closedAt?.getTime() ?? Date.now()) - openedAt.getTime()) / 1000);
}

export const viewHistory = ({ from, to, runId, actor, note, at }: DriftHistoryRow) => {
  return { from, to, runId, actor, note, at: at.toISOString() };
};

/** One run: what was asked for, its plan, how far it is and what came of it. */
export function viewRun(run: Run) {
  const { runId, scope, mode, trigger, dealId, requestedBy, state, phase, plan, stats } = run;
  return {
    ...{ runId, scope, mode, trigger, dealId, requestedBy, state, phase, plan, stats },
    ...{ suspect: run.suspect, braked: run.braked },
    requestedAt: run.requestedAt.toISOString(),
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
  };
}

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;
