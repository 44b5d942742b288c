import { BankRefusal, refused, tooManyRequests } from './bank-refusal';
import { fingerprintOf, IdempotencyStore } from './idempotency-store';

describe('IdempotencyStore', () => {
  it('lets the second of two concurrent requests wait for the first', async () => {
    const store = new IdempotencyStore();
    let finish: (body: unknown) => void = () => undefined;
    const work = jest.fn(async () => ({ body: await new Promise((done) => (finish = done)) }));
    const both = [store.run('key', 'print', work), store.run('key', 'print', work)];
    finish('result');
    const [first, second] = await Promise.all(both);
    expect(first).toEqual({ answer: { body: 'result' }, replayed: false });
    expect(second).toEqual({ answer: { body: 'result' }, replayed: true });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('keeps a 4xx decision', async () => {
    const store = new IdempotencyStore();
    const refusal = refused('CODE', 'text');
    await store.run('key', 'print', () => Promise.resolve({ refusal }));
    const again = await store.run('key', 'print', () => Promise.resolve({ body: 'never' }));
    expect(again).toEqual({ answer: { refusal }, replayed: true });
  });

  it.each([
    ['429', tooManyRequests('1')],
    ['500', new BankRefusal(500, 'INTERNAL_ERROR', 'text')],
  ])('forgets a %s, and one of those who waited executes', async (_status, refusal) => {
    const store = new IdempotencyStore();
    const answers = [{ refusal }, { body: 'second' }];
    const work = jest.fn(() => Promise.resolve(answers.shift() ?? { body: 'third' }));
    const calls = [1, 2, 3].map(() => store.run('key', 'print', work));
    const results = await Promise.all(calls);
    expect(results.map(({ replayed }) => replayed)).toEqual([false, false, true]);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('forgets a crash', async () => {
    const store = new IdempotencyStore();
    const crash = store.run('key', 'print', () => Promise.reject(new Error('bug')));
    await expect(crash).rejects.toThrow('bug');
    const again = await store.run('key', 'print', () => Promise.resolve({ body: 1 }));
    expect(again.replayed).toBe(false);
  });

  it('refuses the same key with another body until it is cleared', async () => {
    const store = new IdempotencyStore();
    const work = () => Promise.resolve({ body: 1 });
    await store.run('key', 'print', work);
    const conflict = store.run('key', 'other', work);
    await expect(conflict).rejects.toMatchObject({
      body: { errorCode: 'IDEMPOTENCY_KEY_CONFLICT' },
    });
    store.clear();
    await expect(store.run('key', 'other', work)).resolves.toMatchObject({ replayed: false });
  });
});

describe('fingerprintOf', () => {
  const print = (body: unknown) => fingerprintOf('POST', '/payments', body);

  it('does not depend on the order of keys', () => {
    expect(print({ a: 1, b: [{ c: 2, d: null }] })).toBe(print({ b: [{ d: null, c: 2 }], a: 1 }));
  });

  it('depends on values, order of lists, method and path', () => {
    const prints = [print({ a: [1, 2] }), print({ a: [2, 1] }), print(undefined)];
    expect(new Set([...prints, fingerprintOf('POST', '/deals', undefined)]).size).toBe(4);
  });
});
