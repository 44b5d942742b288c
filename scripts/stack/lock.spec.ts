import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from './lock';

describe(withLock, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lk-lock-'));
  const file = join(folder, 'lock');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('lets one work at a time', async () => {
    let working = 0;
    const work = () =>
      withLock(file, async () => {
        expect(++working).toBe(1);
        await sleep(20);
        working--;
      });
    await Promise.all([work(), work(), work()]);
    expect(existsSync(file)).toBe(false);
  });

  it('takes over from a holder that is dead', async () => {
    // Above the highest pid that Linux gives.
    writeFileSync(file, '4194305');
    await expect(withLock(file, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('is released by work that fails', async () => {
    await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(file)).toBe(false);
  });
});
