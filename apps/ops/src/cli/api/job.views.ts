/** What the API answers about jobs; only what the command line reads. */
export type JobKind = 'replay' | 'discard' | 'restore';

export type JobState =
  'planning' | 'planned' | 'running' | 'paused' | 'stopped' | 'cancelled' | 'finished';

export interface KeyCount {
  readonly key: string | null;
  readonly count: number;
}

export interface PlanView {
  readonly count: number;
  readonly byType: readonly KeyCount[];
  readonly byError: readonly KeyCount[];
  readonly byQueue: readonly KeyCount[];
  readonly oldest: string | null;
  readonly newest: string | null;
  readonly amountKopecks: string | null;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly wouldCallBank: number;
}

export interface ProgressView {
  readonly pending: number;
  readonly sending: number;
  readonly sent: number;
  readonly succeeded: number;
  readonly failedAgain: number;
  readonly alreadyDone: number;
  readonly refused: number;
  readonly skipped: number;
  readonly undecided: number;
  readonly done: number;
  readonly total: number;
}

export interface JobView {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly count: number;
  readonly hash: string | null;
  readonly plan: PlanView | null;
  readonly options: Readonly<Record<string, unknown>> | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly plannedBy: Who;
  readonly plannedAt: string | null;
  readonly startedBy: Who;
  readonly startedAt: string | null;
  readonly approvedBy: Who;
  readonly finishedAt: string | null;
  readonly stoppedReason: string | null;
  /** Why nothing is sent at this moment. */
  readonly waitingFor?: string | null;
  readonly progress: ProgressView;
  readonly phase: string | null;
  readonly currentRate: number | null;
}

/** A name, or a principal. */
export type Who = string | { readonly name?: string; readonly id?: string } | null | undefined;

export const nameOf = (who: Who): string | null =>
  typeof who === 'string' ? who : (who?.name ?? who?.id ?? null);

export interface JobListView {
  readonly jobs: readonly JobView[];
  readonly next: string | null;
}

export interface JobItemView {
  readonly letterId: string;
  readonly position: number;
  readonly verdict: string;
  readonly result: string;
  readonly sentAt: string | null;
  readonly settledAt: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly messageId: string | null;
  readonly type: string | null;
  readonly queue: string | null;
}

export interface JobItemListView {
  readonly items: readonly JobItemView[];
  readonly next: string | null;
}
