import { type EntryCause, type TimelineEntry } from './timeline-entry';

/** Which commands make which changes at the bank. */
const COMMANDS_OF: Readonly<Record<string, readonly string[]>> = {
  'deals.create': ['deal.create'],
  'deals.accept': ['deal.accept'],
  'deals.cancel': ['deal.cancel'],
  'steps.create': ['deal.create', 'deal.step.create'],
  'payments.create': ['payout.create'],
  'self-employed.add': ['self-employed.register'],
};

/**
 * Names the command behind each call of the bank, and counts what each webhook and each command
 * changed. Commands on one record run one after another, so a call that was sent between the arrival
 * of a command and its answer belongs to that command; where two would fit, none is named.
 */
export function linkCauses(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const commands = entries.filter(({ kind }) => kind === 'command');
  const changes = countChanges(entries);
  return entries.map((entry) => {
    if (entry.kind === 'bank-call') return { ...entry, cause: commandBehind(entry, commands) };
    const id = entry.kind === 'webhook' ? entry.ids.eventId : entry.ids.commandId;
    if (!['webhook', 'command'].includes(entry.kind) || id === undefined) return entry;
    return { ...entry, details: { ...entry.details, changes: changes.get(id) ?? 0 } };
  });
}

function countChanges(entries: readonly TimelineEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, cause } of entries) {
    if (kind === 'state' && cause) counts.set(cause.id, (counts.get(cause.id) ?? 0) + 1);
  }
  return counts;
}

function commandBehind(call: TimelineEntry, commands: readonly TimelineEntry[]): EntryCause | null {
  const fitting = commands.filter((command) => fits(call, command));
  const id = fitting.length === 1 ? fitting[0]?.ids.commandId : undefined;
  return id === undefined ? null : { kind: 'command', id };
}

function fits(call: TimelineEntry, { title, at, ids, details }: TimelineEntry): boolean {
  if (!(COMMANDS_OF[call.title] ?? []).includes(title)) return false;
  // `payout:<id>` against `<id>`, `deal:<id>` against `<id>/<step>`.
  const subject = ids.subject?.slice(ids.subject.indexOf(':') + 1);
  if (subject === undefined || call.ids.businessId?.split('/')[0] !== subject) return false;
  const { finishedAt } = details;
  const sent = Date.parse(call.at);
  const answered = typeof finishedAt === 'string' ? Date.parse(finishedAt) : Infinity;
  return Date.parse(at) <= sent && sent <= answered;
}
