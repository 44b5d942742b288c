import CliTable3 from 'cli-table3';
import { oneLine } from './safe-text';

export interface Column {
  readonly title: string;
  /** May be cut to make the rest fit; others keep their width, because they are copied from. */
  readonly flexible?: boolean;
  /** Left out, last one first, when cutting is not enough. */
  readonly optional?: boolean;
  readonly right?: boolean;
}

export type Cell = string | number | null | undefined;

const GAP = '  ';
/** Less of a text says nothing: something else is left out first. */
const LEAST_WIDTH = 12;

const BORDERS = [
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'],
  ...['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
] as const;
const NO_BORDERS = {
  ...Object.fromEntries(BORDERS.map((name) => [name, ''])),
  middle: GAP,
} as const;

/** Rows under titles, never wider than `width`. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  heading: (text: string) => string = (text) => text,
): string {
  const cells = rows.map((row) => columns.map((_, index) => cellText(row[index])));
  const layout = layOut(columns, cells, width);
  const table = new CliTable3({
    head: layout.map(({ index }) => heading(columns[index]?.title ?? '')),
    colWidths: layout.map(({ size }) => size),
    colAligns: layout.map(({ index }) => (columns[index]?.right ? 'right' : 'left')),
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...cells.map((row) => layout.map(({ index }) => row[index])));
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Names and values, one pair on a line; a long value goes on below. */
export function renderFacts(facts: readonly (readonly [string, Cell])[], width: number): string {
  const shown = facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
  const indent = Math.max(0, ...shown.map(([name]) => name.length)) + GAP.length;
  return shown
    .map(([name, value]) => {
      const lines = wrap(cellText(value), Math.max(width - indent, 1));
      return name.padEnd(indent) + lines.join(`\n${' '.repeat(indent)}`);
    })
    .join('\n');
}

/** Cut at spaces, and inside a word only when it is longer than a line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

const cellText = (value: Cell): string =>
  value === null || value === undefined || value === '' ? '-' : oneLine(String(value));

interface Place {
  readonly index: number;
  size: number;
}

function layOut(columns: readonly Column[], cells: string[][], width: number): Place[] {
  let places = columns.map(({ title }, index) => ({
    index,
    size: Math.max(title.length, ...cells.map((row) => row[index]?.length ?? 0)),
  }));
  const isFlexible = ({ index }: Place): boolean => columns[index]?.flexible === true;
  for (;;) {
    shrink(places, width, isFlexible, LEAST_WIDTH);
    if (total(places) <= width) return places;
    const dropped = places.findLast(({ index }) => columns[index]?.optional);
    if (!dropped) break;
    places = places.filter((place) => place !== dropped);
  }
  // A narrow terminal: what is copied from is cut last.
  shrink(places, width, isFlexible, 4);
  shrink(places, width, () => true, 1);
  return places;
}

/** Takes from the widest that may give, column by column. */
function shrink(
  places: Place[],
  width: number,
  mayGive: (place: Place) => boolean,
  least: number,
): void {
  const givers = places.filter(mayGive);
  while (total(places) > width) {
    const widest = givers.reduce<Place | undefined>(
      (best, place) => (place.size > (best?.size ?? least) ? place : best),
      undefined,
    );
    if (!widest) return;
    widest.size -= 1;
  }
}

const total = (places: readonly Place[]): number =>
  places.reduce((sum, { size }) => sum + size, GAP.length * (places.length - 1));
