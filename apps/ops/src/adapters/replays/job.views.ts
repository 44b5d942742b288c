import {
  type JobKind,
  type JobState,
  type ItemResult,
  type ItemVerdict,
  decided,
  totalOf,
} from '../../domain/replays/job';
import { type JobPhase, nextMove } from '../../domain/replays/pace';
import { type StoredFigures } from '../../domain/replays/plan-figures';
import { countsSinceStart, optionsOf } from '../../application/replays/run-replay';
import { type Job } from './job.rows';

export class PlanCount {
  readonly key!: string;
  readonly count!: number;
}

/** How many messages the plan holds, by what it says of them. */
export class PlanVerdicts {
  readonly replay!: number;
  readonly alreadyDone!: number;
  readonly outcomeUnknown!: number;
  readonly notOpen!: number;
  readonly unreadable!: number;
  readonly ownerSilent!: number;
  readonly notReplayable!: number;
}

export class PlanView {
  readonly count!: number;
  /** Most first. */
  readonly byType!: readonly PlanCount[];
  readonly byError!: readonly PlanCount[];
  readonly byQueue!: readonly PlanCount[];
  /** Last failure. */
  readonly oldest!: string | null;
  readonly newest!: string | null;
  /** Kopecks as text: the sum of the amounts that the messages name. */
  readonly amountKopecks!: string;
  readonly verdicts!: PlanVerdicts;
  /** Commands that would be sent: their owner carries them out at the bank. */
  readonly wouldCallBank!: number;
}

export class StopRuleView {
  readonly failureShare!: number;
  readonly minimum!: number;
}

export class JobOptionsView {
  /** Messages a second at most. */
  readonly rate!: number;
  readonly canary!: number;
  readonly ramp!: boolean;
  readonly stopRule!: StopRuleView;
}

export class ProgressView {
  readonly pending!: number;
  readonly sending!: number;
  readonly sent!: number;
  readonly succeeded!: number;
  readonly failedAgain!: number;
  readonly alreadyDone!: number;
  readonly refused!: number;
  readonly skipped!: number;
  readonly undecided!: number;
  /** Decided, in whichever way. */
  readonly done!: number;
  readonly total!: number;
}

/** A job as people see it; while it is planned, `count` grows and `plan` is null. */
export class JobView {
  readonly id!: string;
  readonly kind!: JobKind;
  readonly state!: JobState;
  readonly count!: number;
  /** Over the ordered ids: SHA-256, one link for each. */
  readonly hash!: string;
  readonly plan!: PlanView | null;
  readonly options!: JobOptionsView | null;
  readonly reason!: string | null;
  readonly ticket!: string | null;
  readonly plannedBy!: string;
  readonly plannedAt!: Date;
  readonly startedBy!: string | null;
  readonly startedAt!: Date | null;
  readonly approvedBy!: string | null;
  readonly finishedAt!: Date | null;
  readonly stoppedReason!: string | null;
  /** Why nothing is sent at this moment. */
  readonly waitingFor!: string | null;
  readonly progress!: ProgressView;
  readonly phase!: JobPhase | null;
  /** Messages a second in this phase. */
  readonly currentRate!: number | null;
}

export class JobListView {
  readonly jobs!: readonly JobView[];
  /** Give it as `after` for the next page; null on the last one. */
  readonly next!: string | null;
}

export class JobItemView {
  readonly letterId!: string;
  readonly position!: number;
  readonly verdict!: ItemVerdict;
  readonly result!: ItemResult;
  readonly sentAt!: Date | null;
  readonly settledAt!: Date | null;
  readonly errorCode!: string | null;
  readonly errorMessage!: string | null;
  readonly messageId!: string | null;
  readonly type!: string | null;
  readonly queue!: string | null;
}

export class JobItemListView {
  readonly items!: readonly JobItemView[];
  readonly next!: string | null;
}

export function toJobView(job: Job): JobView {
  const { id, kind, state, count, hash, options, reason, ticket, waitingFor } = job;
  return {
    ...{ id, kind, state, count, hash, options, reason, ticket, waitingFor },
    plan: state === 'planning' ? null : planOf(job),
    plannedBy: job.plannedBy,
    plannedAt: job.plannedAt,
    startedBy: job.startedBy,
    startedAt: job.startedAt,
    approvedBy: job.approvedBy,
    finishedAt: job.finishedAt,
    stoppedReason: job.stoppedReason,
    progress: progressOf(job),
    ...paceOf(job),
  };
}

function planOf({ count, figures }: Job): PlanView {
  const { oldest, newest, amountKopecks, wouldCallBank } = figures;
  return {
    ...{ count, oldest, newest, amountKopecks, wouldCallBank },
    byType: countsOf(figures.byType),
    byError: countsOf(figures.byError),
    byQueue: countsOf(figures.byQueue),
    verdicts: verdictsOf(figures),
  };
}

function countsOf(counts: Readonly<Record<string, number>>): PlanCount[] {
  return Object.entries(counts)
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

function verdictsOf({ verdicts }: StoredFigures): PlanVerdicts {
  return {
    replay: verdicts.replay ?? 0,
    alreadyDone: verdicts['already-done'] ?? 0,
    outcomeUnknown: verdicts['outcome-unknown'] ?? 0,
    notOpen: verdicts['not-open'] ?? 0,
    unreadable: verdicts.unreadable ?? 0,
    ownerSilent: verdicts['owner-silent'] ?? 0,
    notReplayable: verdicts['not-replayable'] ?? 0,
  };
}

function progressOf({ progress }: Job): ProgressView {
  const { pending, sending, sent, succeeded, refused, skipped, undecided } = progress;
  return {
    ...{ pending, sending, sent, succeeded, refused, skipped, undecided },
    failedAgain: progress.failed_again,
    alreadyDone: progress.already_done,
    done: decided(progress),
    total: totalOf(progress),
  };
}

function paceOf(job: Job): Pick<JobView, 'phase' | 'currentRate'> {
  const none = { phase: null, currentRate: null };
  if (job.kind !== 'replay' || job.state !== 'running') return none;
  const move = nextMove(optionsOf(job), countsSinceStart(job), Infinity);
  if (move.action === 'finish' || move.action === 'stop') return none;
  return { phase: move.phase, currentRate: move.rate };
}
