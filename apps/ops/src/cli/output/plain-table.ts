import { type Printer } from './printer';
import { type Cell } from './table';

const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** Rows whose fields are not known here: a column for each that holds a plain value. */
export function plainTable(rows: readonly object[], out: Printer): string {
  const fields = rows.map((row) => new Map(Object.entries(row) as [string, unknown][]));
  const names = [...new Set(fields.flatMap((row) => [...row.keys()]))].filter((name) =>
    fields.every((row) => isPlain(row.get(name))),
  );
  const columns = names.map((title) => ({
    title,
    flexible: !/id$/i.test(title),
    optional: title !== names[0],
  }));
  const cells = fields.map((row) => names.map((name) => cellOf(row.get(name), out)));
  return out.table(columns, cells);
}

const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object';

/** Times in the reader's zone, everything else as it is. */
export function cellOf(value: unknown, out: Printer): Cell {
  if (typeof value === 'string') return TIME.test(value) ? out.formats.shortTime(value) : value;
  if (typeof value === 'number') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}
