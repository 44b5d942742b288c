import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processEnvironment } from '../../../../libs/platform/src/config/environment';

const PROGRAM = join(__dirname, '..', '..', '..', '..', 'bin', 'tbank-ops.mjs');

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Called with everything on stderr so far. */
  readonly onStderr?: (text: string, child: ChildProcess) => void;
}

/** The real program as a process, in a folder and a home of its own: nothing of this machine leaks in. */
export class TbankOps {
  readonly home = mkdtempSync(join(tmpdir(), 'tbank-ops-'));

  constructor(private readonly env: Readonly<Record<string, string>>) {}

  run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: this.home,
      env: {
        PATH: processEnvironment().PATH,
        TZ: 'Europe/Moscow',
        HOME: this.home,
        ...this.env,
        ...options.env,
      },
    });
    child.stdin.end(options.input ?? '');
    return ended(child, options);
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

function ended(child: ReturnType<typeof spawn>, { onStderr }: RunOptions): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (piece: Buffer) => (stdout += piece.toString('utf8')));
  child.stderr?.on('data', (piece: Buffer) => {
    stderr += piece.toString('utf8');
    onStderr?.(stderr, child);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** Lines wider than a terminal of 100 columns. */
export const tooWide = (text: string, columns = 100): string[] =>
  text.split('\n').filter((line) => line.length > columns);
