import Table from 'cli-table3';
import { type SeenEvent } from './cabinet';

/** One line of the story: when, who, what, and the state before and after. */
export interface TimelineRow {
  readonly at: Date;
  readonly who: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** The events of `lk.events` that changed a state or tell somebody. */
export function rowsOfEvents(events: readonly SeenEvent[]): TimelineRow[] {
  return events.flatMap(({ at, source, type, data }) => {
    const before = typeof data.from === 'string' ? data.from : '';
    const after = afterOf(type, data);
    return after === undefined ? [] : [{ at, who: source, what: type, before, after }];
  });
}

const label = (value: unknown): string => (typeof value === 'string' ? value : '');

function afterOf(type: string, data: Readonly<Record<string, unknown>>): string | undefined {
  if (type.endsWith('.status-changed')) return data.from === data.to ? undefined : label(data.to);
  if (type === 'self-employed.risk-flagged') return 'flagged';
  if (type === 'notification.requested') return `text "${label(data.template)}"`;
  if (type === 'alert.raised') return `alert ${label(data.code)}`;
  return undefined;
}

/** A table in the order of time; times are since the first row. */
export function renderTimeline(rows: readonly TimelineRow[]): string {
  const sorted = [...rows].sort((a, b) => a.at.getTime() - b.at.getTime());
  const start = sorted[0]?.at.getTime() ?? 0;
  const table = new Table({
    head: ['time', 'who', 'what', 'before', 'after'],
    style: { head: [], border: [], compact: true },
  });
  for (const { at, who, what, before, after } of sorted) {
    const seconds = ((at.getTime() - start) / 1000).toFixed(2);
    table.push([`+${seconds.padStart(5)} s`, who, what, before, after]);
  }
  return table.toString();
}
