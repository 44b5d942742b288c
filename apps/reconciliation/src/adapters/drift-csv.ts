import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { type Drift } from './drift.repository';
import { viewDrift } from './views';

const COLUMNS = [
  'driftId',
  'class',
  'status',
  'action',
  'subjectKind',
  'subjectId',
  'dealId',
  'externalDealId',
  'payoutId',
  'selfEmployedId',
  'amountKopecks',
  'ours',
  'bank',
  'requestId',
  'firstSeenAt',
  'openedAt',
  'lastSeenAt',
  'closedAt',
  'repairedAt',
  'runId',
  'resolvedBy',
  'resolution',
  'note',
] as const;

/** A spreadsheet runs a text that begins so; what a person wrote must stay a text. */
const asText = (value: string | null): string | null =>
  value !== null && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;

function rowOf(drift: Drift): Record<string, string | null> {
  const { subject, ours, bank, resolvedBy, note, ...view } = viewDrift(drift);
  const row: Record<string, unknown> = {
    ...view,
    ...{ subjectKind: subject.kind, subjectId: subject.id },
    ...{ ours: JSON.stringify(ours), bank: JSON.stringify(bank) },
    ...{ resolvedBy: asText(resolvedBy), note: asText(note) },
  };
  return Object.fromEntries(COLUMNS.map((name) => [name, (row[name] as string | null) ?? null]));
}

/** Drifts as CSV with a header, row by row as they are read. */
export function driftCsv(drifts: AsyncIterable<Drift>): Readable {
  const rows = Readable.from(mapRows(drifts));
  return rows.pipe(stringify({ header: true, columns: [...COLUMNS] }));
}

async function* mapRows(drifts: AsyncIterable<Drift>) {
  for await (const drift of drifts) yield rowOf(drift);
}
