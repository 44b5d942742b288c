import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isRunning, terminate } from './processes';

describe(isRunning, () => {
  it('knows this process by its command line', () => {
    expect(isRunning(process.pid, 'node')).toBe(true);
  });

  it('does not take another process under the same pid for ours', () => {
    expect(isRunning(process.pid, 'dist/apps/deal/src/main.js')).toBe(false);
  });

  it('is false without a pid', () => {
    expect(isRunning(undefined, 'node')).toBe(false);
  });
});

describe(terminate, () => {
  it('goes on to the next signal when the first is ignored', async () => {
    const child = spawn(process.execPath, [
      '-e',
      "process.on('SIGTERM',()=>{});console.log(1);setInterval(()=>{},9e9)",
    ]);
    await once(child.stdout, 'data');
    const exit = once(child, 'exit');
    await terminate(child.pid ?? 0, '-e', [
      { signal: 'SIGTERM', waitMs: 100 },
      { signal: 'SIGKILL', waitMs: 5000 },
    ]);
    expect(await exit).toEqual([null, 'SIGKILL']);
  });
});
