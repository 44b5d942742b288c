export const SCOPES = ['deals', 'payouts', 'self-employed', 'all'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a run counted in one scope. */
export interface ScopeStats {
  readonly compared: number;
  readonly found: number;
  readonly repaired: number;
  readonly proposed: number;
}

export interface RunView {
  readonly runId: string;
  readonly scope: string;
  readonly mode: string;
  readonly trigger: string;
  readonly dealId: string | null;
  readonly requestedBy: string | null;
  readonly state: string;
  readonly stats: Readonly<Record<string, ScopeStats>>;
  /** Answers that were not believed: nothing was repaired from them. */
  readonly suspect: readonly { readonly scope: string; readonly reason: string }[];
  /** More repairs than the budget: all are proposals now. */
  readonly braked: boolean;
  readonly requestedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export const DRIFT_CLASSES = [
  'missing-here',
  'missing-there',
  'bank-ahead',
  'we-ahead',
  'amount',
  'recipient-set',
  'duplicate-payment',
  'payout-unknown',
  'receipt-missing',
  'receipt-cancelled-unseen',
  'self-employed-status',
  'impossible-transition',
  'webhook-missed',
  'webhooks-stopped',
] as const;

export const DRIFT_STATUSES = [
  'open',
  'proposed',
  'approved',
  'repaired',
  'resolved',
  'rejected',
  'acknowledged',
  'candidate',
] as const;

/** Codes, ids, amounts and times as text: nothing that names a person. */
export type Evidence = Readonly<Record<string, string | number | null>>;

export interface DriftView {
  readonly driftId: string;
  readonly class: string;
  /** The class in a sentence, as the server has it. */
  readonly sentence: string;
  readonly status: string;
  /** What the policy does with it. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly dealId: string | null;
  readonly externalDealId: string | null;
  readonly payoutId: string | null;
  readonly selfEmployedId: string | null;
  readonly ours: Evidence;
  readonly bank: Evidence;
  readonly requestId: string | null;
  readonly amountKopecks: string | null;
  /** Types of the events that a repair publishes. */
  readonly repair: readonly string[];
  readonly firstSeenAt: string;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly ageSeconds: number | null;
  readonly runId: string;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
  readonly note: string | null;
}

export interface DriftList {
  readonly drifts: readonly DriftView[];
  readonly next: string | null;
}

export interface ClassCount {
  readonly class: string;
  readonly found: number;
  readonly open: number;
  readonly proposed: number;
  readonly repaired: number;
  readonly resolved: number;
  readonly amountKopecks: string;
  readonly oldestOpenSince: string | null;
}

export interface ReportView {
  readonly green: boolean;
  /** Why not; empty when green. */
  readonly reasons: readonly string[];
  readonly found: number;
  readonly open: number;
  readonly moneyAtRiskKopecks: string;
  readonly oldestOpenSince: string | null;
  /** Of the live deals, those compared in the last hour; null when none were due. */
  readonly coverage: { readonly share: number | null };
  readonly byClass: readonly ClassCount[];
}

export interface OpenOverTime {
  readonly points: readonly { readonly at: string; readonly total: number }[];
}

export type Resolution = 'approve' | 'reject' | 'acknowledge';
