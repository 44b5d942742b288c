import { sleep } from '@lk/kernel';

/**
 * Holds new commands back while something that all of them need is away, for example the bank.
 * Open by default. Whoever knows of the outage closes it, whoever takes messages waits at it.
 */
export class IntakeGate {
  private readonly closedBy = new Set<string>();
  private opening: { readonly promise: Promise<void>; readonly open: () => void } | undefined;

  get isOpen(): boolean {
    return this.closedBy.size === 0;
  }

  /** @param reason who closes it; the same one opens it again */
  close(reason: string): void {
    this.closedBy.add(reason);
    this.opening ??= deferred();
  }

  open(reason: string): void {
    this.closedBy.delete(reason);
    if (!this.isOpen) return;
    this.opening?.open();
    this.opening = undefined;
  }

  /** Resolves when it is open, when the time is over, or when the signal fires. Never rejects. */
  async wait(longestMs: number, signal: AbortSignal): Promise<void> {
    if (!this.opening) return;
    const enough = new AbortController();
    const stop = (): void => enough.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      await Promise.race([this.opening.promise, sleep(longestMs, enough.signal)]);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }
}

function deferred(): { promise: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
