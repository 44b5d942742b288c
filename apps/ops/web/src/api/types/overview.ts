import { type JobView } from './jobs';
import { type GroupView, type LetterStats } from './letters';

export interface ServiceState {
  readonly name: string;
  readonly ready: boolean;
  readonly problems: readonly string[];
  readonly outboxLagSeconds: number | null;
}

export interface QueueState {
  readonly queue: string;
  /** Null when the broker cannot be asked, or where only dead letters are kept. */
  readonly ready: number | null;
  readonly consumers: number | null;
  readonly deadLettersAtBroker: number | null;
  readonly deadLettersOpen: number;
}

export interface BreakerStatus {
  readonly state: 'closed' | 'open' | 'half-open';
  readonly since: string;
  readonly openForMs: number;
  readonly openedBy: string | null;
  readonly openedAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
  readonly lastFailureCode: string | null;
}

/** The shared budget of one group of the bank's methods. */
export interface LimitStatus {
  readonly group: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly freeLanes: number;
  readonly aheadMs: number;
  readonly blockedForMs: number;
  readonly extraGuardMs: number;
  readonly lastLimitedAt: string | null;
}

export interface OverviewView {
  readonly at: string;
  readonly services: readonly ServiceState[];
  readonly queues: readonly QueueState[];
  readonly deadLetters: LetterStats | null;
  readonly groups: readonly GroupView[];
  readonly breaker: BreakerStatus | null;
  readonly limits: readonly LimitStatus[] | null;
  readonly certificate: { readonly daysLeft: number } | null;
  readonly jobs: readonly JobView[];
  readonly reconciliation: {
    readonly lastRunAt: string | null;
    readonly driftOpen: number;
    readonly green: boolean;
  } | null;
}

export interface BankStatus {
  readonly breaker: BreakerStatus | null;
  readonly limits: readonly LimitStatus[];
  readonly certificates: readonly {
    readonly service: string;
    readonly notAfter: string | null;
    readonly daysLeft: number | null;
    readonly fingerprint: string | null;
  }[];
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
  readonly unknownOutcomes: { readonly count: number; readonly oldestSince: string | null };
  readonly openCalls: readonly {
    readonly operation: string;
    readonly businessId: string;
    readonly unknownSince: string | null;
    readonly lookUps: number;
  }[];
}
