import { setTimeout as wait } from 'node:timers/promises';
import { type RunningSystem } from '../../system';

/** mulberry32: the same seed gives the same choices. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Kills one of the processes with -9 every few seconds and brings it back, until stopped. */
export class Saboteur {
  private readonly stopping = new AbortController();
  private readonly work: Promise<void>;
  kills = 0;

  constructor(
    private readonly system: RunningSystem,
    private readonly names: readonly string[],
    private readonly random: () => number,
  ) {
    this.work = this.loop();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.work;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await wait(1500 + this.random() * 2500, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const name = this.names[Math.floor(this.random() * this.names.length)] ?? '';
      await this.system.kill(name, 'SIGKILL');
      this.kills += 1;
      await this.system.restart(name);
    }
  }
}
