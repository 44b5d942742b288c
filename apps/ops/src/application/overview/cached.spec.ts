import { Cached } from './cached';

describe('Cached', () => {
  let time = 0;
  let made = 0;
  beforeEach(() => ([time, made] = [0, 0]));
  const cached = (make = () => Promise.resolve((made += 1))) => new Cached(make, 1000, () => time);

  it('makes one answer for all who ask within its time', async () => {
    const cache = cached();
    expect(await Promise.all([cache.get(), cache.get()])).toEqual([1, 1]);
    time = 999;
    expect(await cache.get()).toBe(1);
    time = 1000;
    expect(await cache.get()).toBe(2);
  });

  it('begins no second one while the first takes long, and keeps it from when it is there', async () => {
    let finish = (_value: number): void => undefined;
    const slow = cached(() => new Promise<number>((resolve) => ((made += 1), (finish = resolve))));
    const first = slow.get();
    time = 5000;
    const second = slow.get();
    finish(7);
    expect([await first, await second, made]).toEqual([7, 7, 1]);
    time = 5999;
    expect([await slow.get(), made]).toEqual([7, 1]);
  });

  it('keeps no failure', async () => {
    const failing = cached(
      () => ((made += 1), made === 1 ? Promise.reject(new Error('x')) : Promise.resolve(made)),
    );
    await expect(failing.get()).rejects.toThrow('x');
    expect(await failing.get()).toBe(2);
  });
});
