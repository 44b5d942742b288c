import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '@lk/testing';

const ENTRY = join(__dirname, '../../../dist/apps/reconciliation/src/main.js');

/** The compiled service as a process of its own, so that it can be stopped, paused and killed. */
export class ServiceProcess {
  private output = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** @returns when it is on its way up; see {@link ready} */
  static start(environment: Record<string, string>): ServiceProcess {
    const env = { HOST: '127.0.0.1', PORT: '0', ...environment };
    return new ServiceProcess(spawn(process.execPath, [ENTRY], { env, stdio: 'pipe' }));
  }

  async ready(): Promise<void> {
    await eventually(
      () => {
        if (this.child.exitCode !== null) throw new Error(`It ended:\n${this.output}`);
        if (!this.has('service started')) throw new Error('It is not ready yet');
      },
      { timeoutMs: 40_000 },
    );
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Whether it has logged that. */
  has(message: string): boolean {
    return this.output.includes(`"msg":"${message}"`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
  }
}
