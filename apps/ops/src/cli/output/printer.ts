import { styleText } from 'node:util';
import { type CliHost } from '../host';
import { Formats } from './formats';
import { type Cell, type Column, renderFacts, renderTable, wrap } from './table';

export interface OutputFlags {
  readonly json?: boolean;
  readonly utc?: boolean;
}

type Colour = Parameters<typeof styleText>[0];

/** Results on stdout, everything else on stderr. */
export class Printer {
  readonly formats: Formats;
  readonly json: boolean;

  constructor(
    private readonly host: CliHost,
    { json = false, utc = false }: OutputFlags,
  ) {
    this.formats = new Formats(utc);
    this.json = json;
  }

  /** The answer of the API as it is, or the text for people. */
  async result(answer: unknown, text: () => string): Promise<void> {
    await this.host.write(this.json ? `${JSON.stringify(answer, null, 2)}\n` : `${text()}\n`);
  }

  /** What accompanies a result: for people, never part of it. */
  note(text: string): void {
    const lines = text.split('\n').flatMap((line) => wrapWords(line, this.host.width));
    this.host.writeError(`${lines.join('\n')}\n`);
  }

  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
    return renderTable(columns, rows, this.host.width, (text) => this.paint('bold', text));
  }

  facts(facts: readonly (readonly [string, Cell])[]): string {
    return renderFacts(facts, this.host.width);
  }

  heading(text: string): string {
    return this.paint('bold', text);
  }

  /** A column of times tells their zone. */
  timeTitle(title: string): string {
    return `${title} (${this.formats.zone})`;
  }

  private paint(colour: Colour, text: string): string {
    return this.host.colours ? styleText(colour, text) : text;
  }
}

/** A command to be copied stays on its line, whatever its length. */
const wrapWords = (line: string, width: number): string[] =>
  line.startsWith('  ') ? [line] : wrap(line, width);

/** Parts of a text with a line between them. */
export const paragraphs = (...parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => part !== false && part !== undefined && part !== '').join('\n\n');
