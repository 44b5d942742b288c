import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const RUNBOOKS_FOLDER = 'docs/runbooks';
const ON_CALL = 'docs/on-call.md';

/** Commands of a document, as they are fenced there. */
export interface Block {
  readonly document: string;
  readonly line: number;
  /** A test runs it: ```sh test. The others are only parsed. */
  readonly tested: boolean;
  readonly script: string;
}

/** The documents that on call reads, by their paths. */
export function documents(): string[] {
  const names = readdirSync(RUNBOOKS_FOLDER).filter((name) => name.endsWith('.md'));
  return [ON_CALL, ...names.sort().map((name) => join(RUNBOOKS_FOLDER, name))];
}

/** All shell blocks of a document, in its order. */
export function blocksOf(document: string): Block[] {
  const text = readFileSync(document, 'utf8');
  return [...text.matchAll(/^```sh( test)?\n([\s\S]*?)^```$/gm)].map((found) => ({
    document,
    line: text.slice(0, found.index).split('\n').length,
    tested: found[1] !== undefined,
    script: found[2] ?? '',
  }));
}

/** The arguments of every `tbank-ops` in a script, as a shell would split them; variables stay as they are. */
export function commandLines(script: string): string[][] {
  const joined = script.replace(/\\\n/g, ' ');
  return joined.split('\n').flatMap((line) =>
    splitCommands(line)
      .filter(([program]) => program === 'tbank-ops')
      .map(([, ...args]) => args),
  );
}

const TOKEN = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(\|\|?|&&|;|>>?|<)|(#.*)|([^\s"'|;&<>]+)/g;
const REDIRECTIONS = new Set(['>', '>>', '<']);

function splitCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  let skipsNext = false;
  for (const [, double, single, operator, comment, word] of line.matchAll(TOKEN)) {
    if (comment !== undefined) break;
    if (operator !== undefined) {
      skipsNext = REDIRECTIONS.has(operator);
      if (!skipsNext) commands.push([]);
      continue;
    }
    if (!skipsNext) commands.at(-1)?.push(double ?? single ?? word ?? '');
    skipsNext = false;
  }
  return commands;
}
