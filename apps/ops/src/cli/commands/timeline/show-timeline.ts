import { part } from '../../api/ops-client';
import { type TimelineEntry, type TimelineView } from '../../api/ops.views';
import { type Call, OpsCommand } from '../../ops-command';
import { money } from '../../output/formats';
import { paragraphs, type Printer } from '../../output/printer';
import { wrap } from '../../output/table';
import { oneLine } from '../../output/safe-text';

/** Everything that happened to one record, in one order. */
export abstract class ShowTimelineCommand extends OpsCommand {
  protected abstract readonly subject: 'deal' | 'payout' | 'self-employed';

  async execute({ args, api, out, host }: Call<object>): Promise<undefined> {
    const path = `/timeline/${this.subject}/${part(args[0] ?? '')}`;
    const timeline = await api.get<TimelineView>(path);
    await out.result(timeline, () => timelineText(timeline, out, host.width));
    for (const { source, reason } of timeline.missing) {
      // Some did not answer, some have more than is shown: the reason tells which.
      out.note(`Not the whole story: ${oneLine(source)}: ${oneLine(reason)}.`);
    }
  }
}

function timelineText({ subject, entries }: TimelineView, out: Printer, width: number): string {
  const { amountKopecks, ...others } = subject;
  const facts = Object.entries(others).map(([name, value]) => [titleOf(name), value] as const);
  const amount = typeof amountKopecks === 'string' ? money(amountKopecks) : null;
  const lines = entries.map((entry) => entryText(entry, out, width));
  return paragraphs(
    out.facts([...facts, ['Amount', amount]]),
    entries.length === 0
      ? 'Nothing is known to have happened.'
      : `${out.heading(out.timeTitle('Timeline'))}\n${lines.join('\n')}`,
  );
}

const INDENT = 35;

/** `time kind title [status]`, and below it what caused it and which ids belong to it. */
function entryText(entry: TimelineEntry, out: Printer, width: number): string {
  const { at, kind, title, status, cause, ids, details } = entry;
  const head = `${out.formats.time(at)}  ${kind.padEnd(12).slice(0, 12)}  `;
  const what = status === null ? title : `${title} [${status}]`;
  const because = cause === null ? [] : [`because of ${cause.kind} ${cause.id}`];
  const facts = Object.entries({ ...ids, ...details }).flatMap(([name, value]) =>
    value === null ? [] : [factText(name, value)],
  );
  const lines = [what, ...because, facts.join(', ')]
    .filter((line) => line !== '')
    .flatMap((line) => wrap(oneLine(line), Math.max(width - INDENT, 20)));
  return head + lines.join(`\n${' '.repeat(INDENT)}`);
}

const factText = (name: string, value: string | number): string =>
  name.endsWith('Kopecks') ? money(String(value)) : `${name} ${value}`;

/** `bankStatus` -> `Bank status`. */
function titleOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
