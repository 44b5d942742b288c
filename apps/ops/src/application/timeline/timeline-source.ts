import { type TimelineEntry } from '../../domain/timeline/timeline-entry';
import { type TimelineSubject } from './timeline-subject';

/** A part of the system that knows something of what happened to a record. */
export interface TimelineSource {
  /** As on call reads it among what is missing. */
  readonly name: string;
  /**
   * At most {@link MOST_ENTRIES}, the newest. A failure is told among what is missing, and the others
   * are shown.
   */
  entries(subject: TimelineSubject): Promise<readonly TimelineEntry[]>;
}

/** Of one source: what a person can still read, and what a page can still show. */
export const MOST_ENTRIES = 500;

/** The sources of timelines. A part of ops that knows more adds its own when it is built. */
export class TimelineSources {
  private readonly known: TimelineSource[] = [];

  get all(): readonly TimelineSource[] {
    return this.known;
  }

  register(source: TimelineSource): void {
    this.known.push(source);
  }
}
