import { type BankEventType } from '@lk/contracts';
import { canonicalJson, deterministicId, sha256Hex } from '@lk/kernel';
import { type DriftClass } from './drift-classes';

export const SCOPES = ['deals', 'payouts', 'self-employed'] as const;
export type Scope = (typeof SCOPES)[number];

export type SubjectKind = 'deal' | 'payout' | 'payment' | 'self-employed' | 'receipt' | 'system';

/** Codes, ids, amounts and times as text: nothing that names a person. */
export type Evidence = Readonly<Record<string, string | number | null>>;

/** A fact of the bank that is missing here. */
export interface MissingFact {
  readonly type: BankEventType;
  readonly data: Readonly<Record<string, string | number>>;
}

/**
 * How a drift can be repaired: facts to be published, in this order; `sync`: the owner is asked to read
 * the bank; `seen-again`: facts that name a person, made anew by the run that sees the drift.
 */
export type Repair =
  | { readonly kind: 'facts'; readonly facts: readonly MissingFact[] }
  | { readonly kind: 'sync' }
  | { readonly kind: 'seen-again'; readonly type: BankEventType };

/** One difference that a run saw. The same difference has the same {@link driftIdOf} in every run. */
export interface Finding {
  readonly class: DriftClass;
  readonly kind: SubjectKind;
  /** Ours where we have one, else the bank's. */
  readonly subjectId: string;
  /** Tells two differences of one class about one subject apart. */
  readonly aspect: string;
  readonly dealId?: string;
  readonly externalDealId?: string;
  readonly payoutId?: string;
  readonly selfEmployedId?: string;
  readonly ours: Evidence;
  readonly bank: Evidence;
  readonly requestId?: string;
  /** Money at risk, kopecks as text. */
  readonly amountKopecks?: string;
  readonly repair?: Repair;
}

export function driftIdOf(
  finding: Pick<Finding, 'class' | 'kind' | 'subjectId' | 'aspect'>,
): string {
  return deterministicId('drift', finding.class, finding.kind, finding.subjectId, finding.aspect);
}

/** Changes when either side does: what a person decided about holds for what that person saw. */
export function digestOf({ ours, bank }: Pick<Finding, 'ours' | 'bank'>): string {
  return sha256Hex(canonicalJson({ ours, bank })).slice(0, 32);
}
