/** In the order in which one thing leads to another, where two happened in one millisecond. */
export const ENTRY_KINDS = [
  'webhook',
  'command',
  'bank-call',
  'state',
  'drift',
  'repair',
  'notification',
  'dead-letter',
  'edit',
  'replay',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What made it happen: an event, a command, a run of reconciliation, or a replay job. */
export class EntryCause {
  readonly kind!: 'event' | 'command' | 'reconciliation' | 'replay';
  readonly id!: string;
}

/** One thing that happened to a record. Ids, codes, states and amounts; nothing personal, no payload. */
export class TimelineEntry {
  /** ISO 8601, UTC. */
  readonly at!: string;
  readonly kind!: EntryKind;
  /** A name of the system: an event type, a command, an operation of the bank, a field of a record. */
  readonly title!: string;
  /** What it came to, where it can come to anything. */
  readonly status!: string | null;
  readonly cause!: EntryCause | null;
  readonly ids!: Readonly<Record<string, string>>;
  readonly details!: Readonly<Record<string, string | number | null>>;
}

type IdValues = Readonly<Record<string, string | null | undefined>>;

/** Those of the ids that are known. */
export function knownIds(ids: IdValues): Record<string, string> {
  const known = Object.entries(ids).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  return Object.fromEntries(known);
}

/** Oldest first. */
export function inOrder(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const rank = (entry: TimelineEntry): number => ENTRY_KINDS.indexOf(entry.kind);
  return [...entries].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || rank(a) - rank(b));
}
