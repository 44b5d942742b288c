import { type Timeline } from '../../application/timeline/show-timeline.use-case';
import { type MissingPart } from '../../application/timeline/gathering';
import { type SubjectKind } from '../../application/timeline/timeline-subject';
import { type TimelineEntry } from '../../domain/timeline/timeline-entry';

/** The record as its owner has it now. */
export class TimelineSubjectView {
  readonly kind!: SubjectKind;
  readonly id!: string;
  /** Null: its owner did not answer, or does not know it, though others do. */
  readonly status!: string | null;
  readonly bankStatus?: string;
  /** Kopecks as text. */
  readonly amountKopecks?: string;
  readonly version?: number;
}

export class TimelineView {
  readonly subject!: TimelineSubjectView;
  /** Oldest first. */
  readonly entries!: readonly TimelineEntry[];
  /** Who could not be asked, or has more than is shown. Empty: this is all there is. */
  readonly missing!: readonly MissingPart[];
}

export function viewTimeline({ subject, entries, missing }: Timeline): TimelineView {
  const { kind, id, state } = subject;
  return { subject: { kind, id, ...state }, entries, missing };
}
