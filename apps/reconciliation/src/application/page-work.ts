import { type PayoutSide } from '@lk/contracts';
import { type DriftRepository } from '../adapters/drift.repository';
import { type WorkRepository } from '../adapters/work.repository';
import { type BankPaymentSide } from '../domain/bank-sides';
import { type Finding, type SubjectKind } from '../domain/finding';
import { type ScopePlan } from '../domain/plan';
import { type Cursor, type ScopeStats } from '../domain/run';
import { type RunContext, type Write } from './run-context';

/** What one page of reading brought. */
export interface PageWork {
  readonly findings?: readonly Finding[];
  /** Ids that the bank's list showed. */
  readonly seen?: readonly string[];
  /** Whom the run has looked at: drifts about them that were not found again are closed. */
  readonly checked?: Readonly<Partial<Record<SubjectKind, readonly string[]>>>;
  readonly unmatched?: readonly BankPaymentSide[];
  readonly candidates?: readonly PayoutSide[];
  readonly stats?: Partial<ScopeStats>;
  readonly plan?: ScopePlan;
  readonly next?: Cursor | undefined;
}

/** Writes what a page brought. */
export class PageWriter {
  constructor(
    private readonly work: WorkRepository,
    private readonly drifts: DriftRepository,
  ) {}

  of({ run, scope }: RunContext, page: PageWork): Write {
    return async (tx) => {
      const { runId } = run;
      await this.work.addFindings(tx, runId, scope, page.findings ?? []);
      await this.work.addSeen(tx, runId, scope, page.seen ?? []);
      await this.work.addUnmatched(tx, runId, page.unmatched ?? []);
      await this.work.addCandidates(tx, runId, page.candidates ?? []);
      for (const [kind, ids] of Object.entries(page.checked ?? {})) {
        await this.drifts.markChecked(tx, { runId, scope }, kind as SubjectKind, ids);
      }
      const { next, stats, plan } = page;
      return { next, ...(stats && { stats }), ...(plan && { plan }) };
    };
  }
}
