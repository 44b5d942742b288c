import {
  ITEM_RESULTS,
  type JobKind,
  type JobOptions,
  type JobState,
  type Progress,
} from '../../domain/replays/job';
import { type StoredFigures } from '../../domain/replays/plan-figures';
import { type Selection } from '../../domain/replays/selection';

/** A job as it is stored. */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly selection: Selection;
  readonly count: number;
  readonly hash: string;
  /** How far the planning has come. */
  readonly cursor: { readonly failedAt: string; readonly id: string } | undefined;
  readonly figures: StoredFigures;
  readonly options: JobOptions | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly plannedById: string;
  readonly plannedBy: string;
  readonly plannedAt: Date;
  readonly startedBy: string | null;
  readonly startedAt: Date | null;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly stoppedReason: string | null;
  /** Why nothing is sent at this moment. */
  readonly waitingFor: string | null;
  readonly progress: Progress;
  /** What was decided before the last resume after a stop. */
  readonly baseline: Pick<Progress, 'succeeded' | 'failed_again' | 'undecided'>;
  readonly fence: string;
}

export type JobRow = Progress & {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly selection: Selection;
  readonly count: number;
  readonly hash: string;
  readonly cursor_at: string | null;
  readonly cursor_id: string | null;
  readonly figures: StoredFigures;
  readonly options: JobOptions | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly planned_by: string;
  readonly planned_by_name: string;
  readonly planned_at: Date;
  readonly started_by_name: string | null;
  readonly started_at: Date | null;
  readonly approved_by_name: string | null;
  readonly approved_at: Date | null;
  readonly finished_at: Date | null;
  readonly stopped_reason: string | null;
  readonly waiting_for: string | null;
  readonly base_succeeded: number;
  readonly base_failed_again: number;
  readonly base_undecided: number;
  readonly fence: string;
};

export function toJob(row: JobRow): Job {
  const { cursor_at: failedAt, cursor_id: id } = row;
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    selection: row.selection,
    count: row.count,
    hash: row.hash,
    cursor: failedAt !== null && id !== null ? { failedAt, id } : undefined,
    figures: row.figures,
    options: row.options,
    reason: row.reason,
    ticket: row.ticket,
    plannedById: row.planned_by,
    plannedBy: row.planned_by_name,
    plannedAt: row.planned_at,
    startedBy: row.started_by_name,
    startedAt: row.started_at,
    approvedBy: row.approved_by_name,
    approvedAt: row.approved_at,
    finishedAt: row.finished_at,
    stoppedReason: row.stopped_reason,
    waitingFor: row.waiting_for,
    progress: progressOf(row),
    baseline: {
      succeeded: row.base_succeeded,
      failed_again: row.base_failed_again,
      undecided: row.base_undecided,
    },
    fence: row.fence,
  };
}

function progressOf(row: Progress): Progress {
  return Object.fromEntries(ITEM_RESULTS.map((result) => [result, row[result]])) as Record<
    keyof Progress,
    number
  >;
}
