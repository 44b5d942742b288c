import { homedir } from 'node:os';
import { join } from 'node:path';
// Not by @lk/platform, whose other parts would double the start-up time of every command.
import {
  type Environment,
  processEnvironment,
} from '../../../../libs/platform/src/config/environment';
import { EXIT, type ExitCode } from './exit-codes';

/** Widest that anything is printed: what two windows side by side on a laptop show. */
const MOST_COLUMNS = 100;
const FEWEST_COLUMNS = 40;

/** The terminal and the machine as a command sees them. */
export class CliHost {
  exitCode: ExitCode = EXIT.done;
  readonly env: Environment = processEnvironment();

  get folder(): string {
    return process.cwd();
  }

  /** Where sign-ins are kept. */
  get configFolder(): string {
    return join(this.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'tbank-ops');
  }

  /** Columns to print in. */
  get width(): number {
    const columns = process.stdout.columns ?? Number(this.env.COLUMNS ?? MOST_COLUMNS);
    return Math.min(Math.max(columns || MOST_COLUMNS, FEWEST_COLUMNS), MOST_COLUMNS);
  }

  /** See no-color.org. */
  get colours(): boolean {
    return this.isTerminal && !this.env.NO_COLOR && this.env.TERM !== 'dumb';
  }

  get isTerminal(): boolean {
    return process.stdout.isTTY;
  }

  get errorsOnTerminal(): boolean {
    return process.stderr.isTTY;
  }

  /** Resolves when the reader's program takes more: a slow pipe must not fill the memory. */
  async write(text: string): Promise<void> {
    if (process.stdout.write(text)) return;
    await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
  }

  writeError(text: string): void {
    process.stderr.write(text);
  }

  async readInput(): Promise<string> {
    const pieces: Buffer[] = [];
    for await (const piece of process.stdin) pieces.push(piece as Buffer);
    return Buffer.concat(pieces).toString('utf8');
  }
}
