import { sleep } from '@lk/kernel';

export interface GroupCommitLimits {
  readonly maxRows: number;
  readonly maxWaitMs: number;
  /** Items waiting or being written; more are refused. */
  readonly maxWaiting: number;
}

/** Too much is waiting already; nothing of the item was kept. */
export class GroupCommitFullError extends Error {
  override readonly name = 'GroupCommitFullError';
}

interface Waiter<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects items that arrive at about the same time and writes them together: one round trip and
 * one flush of the log for all. While one group is written the next one gathers, so under load
 * nobody waits for the timer; a lone item waits `maxWaitMs` at most. Each caller hears of its own
 * item only after the whole group is durable.
 */
export class GroupCommit<T, R> {
  private waiting: Waiter<T, R>[] = [];
  private writing = 0;
  private running = false;

  /** @param write stores all items or none; results in the order of the items */
  constructor(
    private readonly write: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly limits: GroupCommitLimits,
  ) {}

  /** How many items are not durable yet. */
  get size(): number {
    return this.waiting.length + this.writing;
  }

  /** @throws GroupCommitFullError, or what `write` throws for the whole group */
  add(item: T): Promise<R> {
    if (this.size >= this.limits.maxWaiting) return Promise.reject(new GroupCommitFullError());
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  /** Resolves when nothing is waiting. */
  async drain(): Promise<void> {
    while (this.running) await sleep(5);
  }

  private async run(): Promise<void> {
    this.running = true;
    if (this.waiting.length < this.limits.maxRows) await sleep(this.limits.maxWaitMs);
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, this.limits.maxRows);
      this.writing = group.length;
      await this.writeGroup(group);
      this.writing = 0;
    }
    this.running = false;
  }

  private async writeGroup(group: readonly Waiter<T, R>[]): Promise<void> {
    try {
      const results = await this.write(group.map(({ item }) => item));
      group.forEach((waiter, index) => waiter.resolve(results[index] as R));
    } catch (error) {
      for (const waiter of group) waiter.reject(error);
    }
  }
}
