import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@lk/testing';

const CHILD = join(__dirname, '../../../../dist/apps/ops/test/replays/children/ops-child.js');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Ops as a real process, for kill -9. */
export class OpsProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(environment: Record<string, string>): Promise<OpsProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, [CHILD], {
      env: { PATH: '/usr/bin:/bin', HOST: '127.0.0.1', ...environment, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const started = new OpsProcess(`http://127.0.0.1:${port}`, child);
    await eventually(
      async () => expect((await fetch(`${started.url}/health/ready`)).status).toBe(200),
      { timeoutMs: 60_000, intervalMs: 100 },
    );
    return started;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}
