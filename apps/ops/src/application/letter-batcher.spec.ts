import { permanentError, transientError } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { type ReadLetter } from '../domain/dead-letter';
import { readDeadLetter } from '../domain/read-dead-letter';
import { LetterBatcher } from './letter-batcher';

const letterOf = (text: string): ReadLetter =>
  readDeadLetter(
    { deadLetterQueue: 'deal.events.dlq', body: Buffer.from(text), properties: {} },
    { now: new Date() },
  );

/** A store that refuses letters by a rule of the test, and remembers the batches it took. */
class Store {
  readonly batches: string[][] = [];
  readonly kept: string[] = [];
  refuse: (letter: ReadLetter) => Error | undefined = () => undefined;

  batcher(postponeMs = 10): LetterBatcher {
    return new LetterBatcher({
      maxRows: 10,
      postponeMs,
      stored: () => undefined,
      failed: (error, kept) => {
        if (kept) this.kept.push(error.code);
      },
      store: (letters) => {
        const refusal = letters.map((letter) => this.refuse(letter)).find((error) => error);
        if (refusal) return Promise.reject(refusal);
        this.batches.push(letters.map(({ body }) => body.toString()));
        return Promise.resolve(letters.map(() => 'new' as const));
      },
    });
  }

  get taken(): string[] {
    return this.batches.flat();
  }
}

const refused = () => permanentError('DATA_NOT_STORABLE', 'The data cannot be stored');

describe('LetterBatcher', () => {
  it('stores letters that come together together, at most so many at once', async () => {
    const store = new Store();
    const batcher = store.batcher();
    const all = Array.from({ length: 25 }, (_, index) => batcher.add(letterOf(String(index))));
    expect(await Promise.all(all)).toEqual(all.map(() => true));
    expect(store.batches.map((batch) => batch.length)).toEqual([10, 10, 5]);
  });

  it('tries a letter that the database refuses without its columns', async () => {
    const store = new Store();
    store.refuse = ({ errorCode, body }) =>
      body.toString() === 'bad' && errorCode !== 'UNREADABLE' ? refused() : undefined;
    const batcher = store.batcher();
    const all = ['a', 'bad', 'b'].map((text) => batcher.add(letterOf(text)));
    expect(await Promise.all(all)).toEqual([true, true, true]);
    expect(store.taken).toEqual(['a', 'bad', 'b']);
  });

  it('lets the neighbours of a letter go on that cannot be stored at all, and tries it again', async () => {
    const store = new Store();
    let fixed = false;
    store.refuse = ({ body }) => (body.toString() === 'bad' && !fixed ? refused() : undefined);
    const batcher = store.batcher();
    const bad = batcher.add(letterOf('bad'));
    expect(await batcher.add(letterOf('good'))).toBe(true);
    await eventually(() => expect(store.kept.length).toBeGreaterThan(1));
    fixed = true;
    expect(await bad).toBe(true);
    expect(store.taken).toEqual(['good', 'bad']);
  });

  it('waits for a database that is away, and hands back when the process stops', async () => {
    const store = new Store();
    let away = true;
    store.refuse = () =>
      away ? transientError('DATABASE_UNAVAILABLE', 'The database cannot be reached') : undefined;
    const batcher = store.batcher();
    const first = batcher.add(letterOf('a'));
    setImmediate(() => (away = false));
    expect(await first).toBe(true);
    away = true;
    const second = batcher.add(letterOf('b'));
    await batcher.stop();
    expect(await second).toBe(false);
    expect(store.taken).toEqual(['a']);
  });

  it('does not wait for a postponed letter at the end', async () => {
    const store = new Store();
    store.refuse = refused;
    const batcher = store.batcher(60_000);
    const bad = batcher.add(letterOf('bad'));
    await eventually(() => expect(store.kept).toHaveLength(1));
    await batcher.stop();
    expect(await bad).toBe(false);
  });
});
