import { sleep } from '@lk/kernel';

/** Lets a loop sleep until there may be work. A call that comes while nobody sleeps is not lost. */
export class WakeUp {
  private pending = false;
  private sleeper: AbortController | undefined;

  /** Resolves at the next call, at once when there was one meanwhile, or after `timeoutMs`. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.pending) {
      this.sleeper = new AbortController();
      await sleep(timeoutMs, this.sleeper.signal);
    }
    this.pending = false;
  }

  call(): void {
    this.pending = true;
    this.sleeper?.abort();
  }
}
