import { type AppError, backoffMs, sleep, toAppError } from '@lk/kernel';
import { type ReadLetter } from '../domain/dead-letter';
import { bareLetter } from '../domain/read-dead-letter';
import { type StoreOutcome } from './store-dead-letters.use-case';

export interface BatcherOptions {
  readonly store: (letters: readonly ReadLetter[]) => Promise<readonly StoreOutcome[]>;
  /** Letters of one transaction. */
  readonly maxRows: number;
  readonly stored: (letters: readonly ReadLetter[], outcomes: readonly StoreOutcome[]) => void;
  /** `kept`: the letter stays with the broker for now; else the next try is near. */
  readonly failed: (error: AppError, kept: boolean) => void;
  /** How long a letter that the database refuses alone is left with the broker. */
  readonly postponeMs?: number;
}

interface Item {
  letter: ReadLetter;
  bare: boolean;
  readonly settle: (stored: boolean) => void;
}

/** Others that are on their way share the transaction when they come within this time. */
const LINGER_MS = 5;
/** Beyond it a batch only takes memory: the copies of a body while it is sealed and sent. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Failures of one batch before its letters are tried one by one, and of one letter before it waits. */
const PATIENCE = 5;
const POSTPONE_MS = 30_000;

/**
 * Collects letters of all queues into batches and stores them, one batch after another. A letter that
 * cannot be stored is neither dropped nor in the way: its batch is taken apart, it is tried without
 * its columns, and then it waits while its neighbours go on.
 */
export class LetterBatcher {
  private readonly waiting: Item[] = [];
  private readonly postponed = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private running = false;

  constructor(private readonly options: BatcherOptions) {}

  /** @returns true once the letter is committed; false when the process stops before that */
  add(letter: ReadLetter): Promise<boolean> {
    return new Promise((settle) => this.enqueue({ letter, bare: false, settle }));
  }

  /** What is collected is stored once more at most; what cannot be goes back to the broker. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.postponed);
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private enqueue(item: Item): void {
    this.waiting.push(item);
    if (this.running) return;
    this.running = true;
    void this.run();
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      if (this.waiting.length < this.options.maxRows) await sleep(LINGER_MS);
      await this.storeBatch(this.take());
    }
    this.running = false;
  }

  private take(): Item[] {
    let bytes = 0;
    const size = this.waiting.findIndex(({ letter }, index) => {
      bytes += letter.body.length;
      return index >= this.options.maxRows || (index > 0 && bytes > MAX_BYTES);
    });
    return this.waiting.splice(0, size === -1 ? this.waiting.length : size);
  }

  private async storeBatch(batch: readonly Item[]): Promise<void> {
    const error = await this.tryToStore(batch);
    if (!error) return;
    if (this.stopped) return settleAll(batch, false);
    const [only, ...others] = batch;
    if (only && others.length === 0) return this.isolate(only, error);
    for (const item of batch) await this.storeBatch([item]);
  }

  /** @returns the failure that made it give up */
  private async tryToStore(batch: readonly Item[]): Promise<AppError | undefined> {
    const letters = batch.map(({ letter }) => letter);
    for (let failures = 1; ; failures += 1) {
      try {
        this.options.stored(letters, await this.options.store(letters));
        settleAll(batch, true);
        return undefined;
      } catch (thrown) {
        const error = toAppError(thrown);
        this.options.failed(error, false);
        const hopeless = error.disposition !== 'transient' || failures >= PATIENCE;
        if (hopeless || this.stopped) return error;
        await sleep(backoffMs(failures, 100, 5000), this.stopping.signal);
      }
    }
  }

  private async isolate(item: Item, error: AppError): Promise<void> {
    if (error.disposition !== 'transient' && !item.bare) {
      item.letter = bareLetter(item.letter);
      item.bare = true;
      return this.storeBatch([item]);
    }
    this.options.failed(error, true);
    const wait = this.postpone(item).finally(() => this.postponed.delete(wait));
    this.postponed.add(wait);
  }

  private async postpone(item: Item): Promise<void> {
    await sleep(this.options.postponeMs ?? POSTPONE_MS, this.stopping.signal);
    if (this.stopped) item.settle(false);
    else this.enqueue(item);
  }
}

function settleAll(batch: readonly Item[], stored: boolean): void {
  for (const { settle } of batch) settle(stored);
}
