import { sleep } from '@lk/kernel';

/**
 * Runs a piece of upkeep again and again until told to stop, at once when woken. A failure is
 * reported and the next run comes after the usual pause: no loop of this kind may die for good.
 */
export class Repeating {
  private readonly stopping = new AbortController();
  private pause = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly work: () => Promise<unknown>,
    private readonly pauseMs: number,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** Ends the present pause; does nothing while the work runs, except that no pause follows. */
  wake(): void {
    this.pause.abort();
  }

  /** Resolves when the present run has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.pause = new AbortController();
      await this.work().catch((error: unknown) => this.failed(error));
      if (!this.stopping.signal.aborted) await sleep(this.pauseMs, this.pause.signal);
    }
  }
}
