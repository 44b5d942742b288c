import { GroupCommit, GroupCommitFullError } from './group-commit';

const LIMITS = { maxRows: 3, maxWaitMs: 1, maxWaiting: 5 };

describe('GroupCommit', () => {
  it('writes what arrives together in groups, and gives each caller its own result', async () => {
    const groups: number[][] = [];
    const group = new GroupCommit<number, string>((items) => {
      groups.push([...items]);
      return Promise.resolve(items.map((item) => `r${item}`));
    }, LIMITS);
    expect(await Promise.all([1, 2, 3, 4, 5].map((item) => group.add(item)))).toEqual([
      'r1',
      'r2',
      'r3',
      'r4',
      'r5',
    ]);
    expect(groups).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(group.size).toBe(0);
  });

  it('tells every caller of a group that failed, and goes on with the next one', async () => {
    let fail = true;
    const group = new GroupCommit<number, number>((items) => {
      if (fail) return Promise.reject(new Error('no database'));
      return Promise.resolve(items);
    }, LIMITS);
    const results = await Promise.allSettled([group.add(1), group.add(2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fail = false;
    expect(await group.add(3)).toBe(3);
  });

  it('refuses more than may wait, and takes again when there is room', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const group = new GroupCommit<number, number>(async (items) => {
      await gate;
      return items;
    }, LIMITS);
    const taken = [1, 2, 3, 4, 5].map((item) => group.add(item));
    await expect(group.add(6)).rejects.toBeInstanceOf(GroupCommitFullError);
    release();
    await Promise.all(taken);
    await expect(group.add(7)).resolves.toBe(7);
    await group.drain();
  });
});
