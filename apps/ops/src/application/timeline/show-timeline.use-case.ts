import { linkCauses } from '../../domain/timeline/link-causes';
import { inOrder, type TimelineEntry } from '../../domain/timeline/timeline-entry';
import { Gathering, type MissingPart } from './gathering';
import { MOST_ENTRIES, type TimelineSource, type TimelineSources } from './timeline-source';
import { type SubjectKind, type TimelineSubject } from './timeline-subject';

/** Reads a record from its owners; whoever is silent is noted. */
export interface SubjectReader {
  /** A record that nobody knows has no status. */
  read(id: string, gathering: Gathering): Promise<TimelineSubject>;
}

export interface Timeline {
  readonly subject: TimelineSubject;
  readonly entries: readonly TimelineEntry[];
  readonly missing: readonly MissingPart[];
}

export interface ShowTimelineParts {
  readonly readers: Readonly<Record<SubjectKind, SubjectReader>>;
  /** Read before the others: they find more by the events that it names. */
  readonly webhooks: TimelineSource;
  readonly sources: TimelineSources;
  readonly timeoutMs: number;
}

/** Everything that happened to one record, from all who know something, in one order. */
export class ShowTimeline {
  constructor(private readonly parts: ShowTimelineParts) {}

  /** @returns undefined when nobody knows anything of it */
  async execute(kind: SubjectKind, id: string): Promise<Timeline | undefined> {
    const gathering = new Gathering(this.parts.timeoutMs);
    const subject = await this.parts.readers[kind].read(id, gathering);
    const webhooks = await this.gather(this.parts.webhooks, subject, gathering);
    const informed = withEvents(subject, webhooks);
    const others = await Promise.all(
      this.parts.sources.all.map((source) => this.gather(source, informed, gathering)),
    );
    const entries = inOrder(linkCauses([...subject.history, ...webhooks, ...others.flat()]));
    if (subject.state.status === null && entries.length + gathering.missing.length === 0) {
      return undefined;
    }
    return { subject, entries, missing: gathering.missing };
  }

  private async gather(
    source: TimelineSource,
    subject: TimelineSubject,
    gathering: Gathering,
  ): Promise<readonly TimelineEntry[]> {
    const found = (await gathering.ask(source.name, () => source.entries(subject))) ?? [];
    if (found.length >= MOST_ENTRIES) {
      gathering.note(source.name, `only the newest ${MOST_ENTRIES} are shown`);
    }
    return found;
  }
}

function withEvents(subject: TimelineSubject, webhooks: readonly TimelineEntry[]): TimelineSubject {
  const told = webhooks.flatMap(({ ids: { eventId } }) => (eventId === undefined ? [] : [eventId]));
  const eventIds = [...new Set([...subject.names.eventIds, ...told])];
  return { ...subject, names: { ...subject.names, eventIds } };
}
