import { count } from './formats';
import { paragraphs, type Printer } from './printer';
import { type Cell } from './table';
import { cellOf, plainTable } from './plain-table';

/**
 * An answer of reconciliation as it comes: its plain fields, then a table for each list in it. What it
 * tells grows with its classes of drift, and nothing of it may be left out here.
 */
export function recordText(record: Readonly<Record<string, unknown>>, out: Printer): string {
  const entries = Object.entries(record ?? {});
  const facts = entries.flatMap(([name, value]) => factsOf(name, value, out));
  const lists = entries.filter(([, value]) => isRows(value)) as [string, object[]][];
  return paragraphs(
    out.facts(facts),
    ...lists.map(([name, rows]) =>
      rows.length === 0 ? '' : `${out.heading(titleOf(name))}\n${plainTable(rows, out)}`,
    ),
  );
}

function factsOf(name: string, value: unknown, out: Printer): [string, Cell][] {
  if (Array.isArray(value)) {
    if (isRows(value) && value.length > 0) return [];
    return [[titleOf(name), value.length === 0 ? 'none' : value.join(', ')]];
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([inner, content]) =>
      typeof content === 'object' && content !== null
        ? [[`${titleOf(name)}: ${titleOf(inner)}`, JSON.stringify(content)] as [string, Cell]]
        : [[`${titleOf(name)}: ${titleOf(inner)}`, factOf(content, out)] as [string, Cell]],
    );
  }
  return [[titleOf(name), factOf(value, out)]];
}

const factOf = (value: unknown, out: Printer): Cell => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? count(value) : cellOf(value, out);
};

const isRows = (value: unknown): value is object[] =>
  Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null);

/** `driftOpen` -> `Drift open`. */
const titleOf = (name: string): string => {
  const words = name
    .replace(/[-_]/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
