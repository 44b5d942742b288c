import { type ItemResult } from './item-results';
import { type LetterFilter } from './letters';

export const JOB_KINDS = ['replay', 'discard', 'restore'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATES = [
  'planning',
  'planned',
  'running',
  'paused',
  'stopped',
  'cancelled',
  'finished',
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What a job is about: chosen ids, or everything a filter finds at this moment. */
export type Selection =
  | { readonly ids: readonly string[] }
  | {
      readonly filter: LetterFilter;
      readonly limit?: number;
      readonly exclude?: readonly string[];
    };

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
  readonly amountKopecks: string;
  readonly verdicts: {
    readonly replay: number;
    readonly alreadyDone: number;
    readonly outcomeUnknown: number;
    readonly notOpen: number;
    readonly unreadable: number;
    readonly ownerSilent: number;
    readonly notReplayable: number;
  };
  readonly wouldCallBank: number;
}

export interface StopRule {
  /** 0..1 of those decided. */
  readonly failureShare: number;
  /** The rule is asked from this many on. */
  readonly minimum: number;
}

export interface JobOptions {
  readonly rate: number | null;
  readonly canary: number | null;
  readonly ramp: boolean;
  readonly stopRule: StopRule | null;
}

export interface JobProgress {
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
  readonly options: JobOptions | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly plannedBy: string;
  readonly plannedAt: string;
  readonly startedBy: string | null;
  readonly startedAt: string | null;
  readonly approvedBy: string | null;
  readonly finishedAt: string | null;
  readonly stoppedReason: string | null;
  /** Why nothing is sent at this moment. */
  readonly waitingFor: string | null;
  readonly progress: JobProgress;
  readonly phase: 'canary' | 'ramp' | 'full' | null;
  readonly currentRate: number | null;
}

export interface JobList {
  readonly jobs: readonly JobView[];
  readonly next: string | null;
}

export interface JobItem {
  readonly letterId: string;
  readonly position: number;
  readonly verdict: string | null;
  readonly result: ItemResult;
  readonly sentAt: string | null;
  readonly settledAt: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly messageId: string | null;
  readonly type: string | null;
  readonly queue: string | null;
}

export interface JobItemList {
  readonly items: readonly JobItem[];
  readonly next: string | null;
}

export interface StartJob {
  readonly reason: string;
  readonly ticket?: string;
  readonly hash?: string;
  readonly rate?: number;
  readonly canary?: number;
  readonly ramp?: boolean;
  readonly stopRule?: StopRule;
}
