import { MOST_ENTRIES, type TimelineSource } from '../../application/timeline/timeline-source';
import { type TimelineSubject } from '../../application/timeline/timeline-subject';
import { type TimelineEntry } from '../../domain/timeline/timeline-entry';
import { type CommandsAnswer } from '../owners/owner.answers';
import { type Owner } from '../owners/owner';

/** The most subjects that an owner takes in one question. */
const MOST_SUBJECTS = 100;

/** Commands that came to one service about the record. */
export class CommandsSource implements TimelineSource {
  readonly name: string;

  /** @param subjectsOf what the service calls the record, for example `deal:<id>` */
  constructor(
    private readonly owner: Owner,
    private readonly subjectsOf: (subject: TimelineSubject) => readonly string[],
  ) {
    this.name = `${owner.name} commands`;
  }

  async entries(about: TimelineSubject): Promise<TimelineEntry[]> {
    const subject = this.subjectsOf(about).slice(0, MOST_SUBJECTS);
    if (subject.length === 0) return [];
    const query = { subject, limit: MOST_ENTRIES };
    const answer = await this.owner.get<CommandsAnswer>('/commands', query);
    return (answer?.commands ?? []).map((command) => entryOf(command));
  }
}

function entryOf(command: CommandsAnswer['commands'][number]): TimelineEntry {
  const { id: commandId, subject, finishedAt, errorCode } = command;
  return {
    at: command.receivedAt,
    kind: 'command',
    title: command.command,
    status: command.status,
    cause: null,
    ids: { commandId, subject },
    details: { finishedAt, errorCode },
  };
}
