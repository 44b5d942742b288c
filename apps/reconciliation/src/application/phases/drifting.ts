import { type Drift, DRIFT_COLUMNS } from '../../adapters/drift.repository';
import { type TransactionRunner } from '@lk/persistence';
import { type Finding } from '../../domain/finding';
import { type RunContext } from '../run-context';

/** Known differences that this run has not met, the longest unseen first; decided ones too. */
const UNMET = `
  SELECT ${DRIFT_COLUMNS} FROM drifts
  WHERE scope = $1 AND checked_run IS DISTINCT FROM $2 AND last_run <> $2
    AND subject_kind <> 'system' AND ($3 OR status <> 'acknowledged' AND status <> 'rejected')
    AND status <> 'resolved' AND ($4::uuid IS NULL OR drift_id > $4)
  ORDER BY drift_id LIMIT $5`;

/** Drifts of one page; each costs a call to the bank or two. */
const PAGE = 50;

export class UnmetDrifts {
  constructor(private readonly transactions: TransactionRunner) {}

  /** @param after the last drift of the page before */
  page({ run, scope }: RunContext, after: string | undefined): Promise<Drift[]> {
    // A second look after the grace time is about what waits for it, not about what was decided.
    const withDecided = run.mode !== 'recheck';
    const parameters = [scope, run.runId, withDecided, after ?? null, PAGE];
    return this.transactions.query<Drift>(UNMET, parameters);
  }

  isLastPage(drifts: readonly Drift[]): boolean {
    return drifts.length < PAGE;
  }
}

/** What a run found before, found again as it was. */
export function findingOf(drift: Drift): Finding {
  const { dealId, externalDealId, payoutId, selfEmployedId, requestId, amountKopecks } = drift;
  return {
    class: drift.class,
    kind: drift.subjectKind,
    subjectId: drift.subjectId,
    aspect: drift.aspect,
    ours: drift.ours,
    bank: drift.bank,
    ...(dealId === null ? {} : { dealId }),
    ...(externalDealId === null ? {} : { externalDealId }),
    ...(payoutId === null ? {} : { payoutId }),
    ...(selfEmployedId === null ? {} : { selfEmployedId }),
    ...(requestId === null ? {} : { requestId }),
    ...(amountKopecks === null ? {} : { amountKopecks }),
    ...(drift.repair === null ? {} : { repair: drift.repair }),
  };
}
