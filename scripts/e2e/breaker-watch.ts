import { setTimeout as wait } from 'node:timers/promises';
import { type RunningSystem } from '../system';

const LOOK_EVERY_MS = 25;
const STATE = /^tbank_breaker_state\{[^}]*state="([a-z-]+)"[^}]*\} 1$/m;

/** Looks at the breaker through the metrics of each process, and notes when each first saw it open. */
export class BreakerWatch {
  private readonly addresses: readonly string[];
  private readonly openedAt = new Map<string, number>();
  private isStopped = false;

  constructor({ instances }: RunningSystem, names: readonly string[]) {
    const watched = instances.filter(({ name }) => names.includes(name));
    this.addresses = watched.map(({ port }) => `http://127.0.0.1:${port}/metrics`);
  }

  start(): void {
    for (const address of this.addresses) void this.follow(address);
  }

  stop(): void {
    this.isStopped = true;
  }

  /** How many processes have seen it open. */
  get opened(): number {
    return this.openedAt.size;
  }

  /** Between the first and the last process that saw it open, in milliseconds. */
  get spreadMs(): number {
    const times = [...this.openedAt.values()];
    return Math.max(...times) - Math.min(...times);
  }

  /** What each process says now. */
  states(): Promise<string[]> {
    return Promise.all(this.addresses.map(stateAt));
  }

  private async follow(address: string): Promise<void> {
    while (!this.isStopped && !this.openedAt.has(address)) {
      const state = await stateAt(address).catch(() => 'unreachable');
      if (state === 'open') this.openedAt.set(address, Date.now());
      await wait(LOOK_EVERY_MS);
    }
  }
}

async function stateAt(address: string): Promise<string> {
  const answer = await fetch(address);
  return STATE.exec(await answer.text())?.[1] ?? 'unknown';
}
