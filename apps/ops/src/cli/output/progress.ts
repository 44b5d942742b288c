import { type CliHost } from '../host';
import { oneLine } from './safe-text';

/** Without a terminal each report is a line: not more often than a log wants to grow. */
const PAUSE_BETWEEN_LINES_MS = 10_000;

/** How far long work is, on stderr: one line written over, or now and then a new one. */
export class Progress {
  private shownAt = Number.NEGATIVE_INFINITY;
  private shown = '';
  private width = 0;

  constructor(private readonly host: CliHost) {}

  report(text: string): void {
    const line = oneLine(text).slice(0, this.host.width - 1);
    if (line === this.shown) return;
    if (this.host.errorsOnTerminal) this.overwrite(line);
    else this.append(line);
  }

  /** Leaves what stands there, so that the next thing starts on a line of its own. */
  end(): void {
    if (this.host.errorsOnTerminal && this.shown !== '') this.host.writeError('\n');
    this.shown = '';
  }

  private overwrite(line: string): void {
    this.host.writeError(`\r${line.padEnd(this.width)}`);
    this.width = line.length;
    this.shown = line;
  }

  private append(line: string): void {
    const now = Date.now();
    if (now - this.shownAt < PAUSE_BETWEEN_LINES_MS) return;
    this.shownAt = now;
    this.shown = line;
    this.host.writeError(`${line}\n`);
  }
}
