import { readFileSync } from 'node:fs';
import { CliError, EXIT, usageError } from '../../exit-codes';
import { type CliHost } from '../../host';

/** Never from an argument: those are seen by everybody on the machine and kept by the shell. */
export async function readToken(host: CliHost, file: string | undefined): Promise<string> {
  const text = file === undefined ? await fromInput(host) : fromFile(file);
  const token = text.trim();
  if (token === '') throw usageError('No token was given.');
  return token;
}

function fromFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new CliError(`The file of the token cannot be read (${code}).`, EXIT.usage);
  }
}

async function fromInput(host: CliHost): Promise<string> {
  if (!process.stdin.isTTY) return host.readInput();
  host.writeError('Token (not shown): ');
  try {
    return await readHidden();
  } finally {
    host.writeError('\n');
  }
}

const ENDS = new Set(['\r', '\n', '\u0004']);
const ERASES = new Set(['\u007f', '\b']);

/** Without the terminal's own echo. */
async function readHidden(): Promise<string> {
  const { stdin } = process;
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let text = '';
  try {
    for await (const piece of stdin as AsyncIterable<string>) {
      for (const key of piece) {
        if (ENDS.has(key)) return text;
        if (key === '\u0003') throw new CliError('Not signed in.');
        text = ERASES.has(key) ? text.slice(0, -1) : text + key;
      }
    }
    return text;
  } finally {
    stdin.setRawMode(false);
  }
}
