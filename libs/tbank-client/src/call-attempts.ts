import { type AxiosError } from 'axios';
import { type BankRequest } from './bank-call';
import {
  isLost,
  isRepeatable,
  isServerFault,
  retryAfterMs,
  wasNotServed,
} from './errors/failure-kinds';
import { type CallFacts } from './errors/tbank-errors';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** The call this HTTP request is an attempt of. */
    attempts?: CallAttempts;
  }
}

/** Longer than the bank may ask us to wait inside a call: here it would hold a message and its lock. */
const LONGEST_WAIT_MS = 30_000;

/** The HTTP attempts of one call: what they have in common, and what they have done so far. */
export class CallAttempts {
  /** Something may have left this process. */
  sent = false;
  /** The bank may have carried the change out, in this call or before it. */
  mayHaveBeenDone: boolean;
  private lastFailure: AxiosError | undefined;

  constructor(
    readonly request: BankRequest,
    readonly requestId: string,
    earlier: { readonly mayHaveBeenDone: boolean },
    private readonly deadlineAt: number,
  ) {
    this.mayHaveBeenDone = earlier.mayHaveBeenDone;
  }

  get facts(): CallFacts {
    return { operation: this.request.operation, requestId: this.requestId };
  }

  get changes(): boolean {
    return this.request.change !== undefined;
  }

  /** The bank answered 2xx: what was asked for is done, whatever becomes of the answer here. */
  succeeded(): void {
    if (this.changes) this.mayHaveBeenDone = true;
  }

  /** Remembers what a failed attempt may have done at the bank. */
  failed(error: AxiosError): void {
    this.lastFailure = error;
    if (this.changes && (isServerFault(error) || isLost(error))) this.mayHaveBeenDone = true;
  }

  /** Whether one more attempt inside this call can help, is harmless, and fits into its time. */
  mayRepeat(error: AxiosError, now: number): boolean {
    const waitMs = retryAfterMs(error) ?? 0;
    if (waitMs > LONGEST_WAIT_MS || now + waitMs >= this.deadlineAt) return false;
    return this.request.servedOnce ? wasNotServed(error) : isRepeatable(error, this.changes);
  }

  /** @throws AxiosError of the last attempt when there is no time for another one */
  checkTime(now: number): void {
    if (this.lastFailure && now >= this.deadlineAt) throw this.lastFailure;
  }

  /** How long the next attempt may take, in milliseconds. */
  timeoutMs(usualMs: number, now: number): number {
    return Math.max(1, Math.min(usualMs, this.deadlineAt - now));
  }
}

/** The wait before a repeat: what the bank asks for, else doubling up to 30 s, half of it random. */
export function repeatDelayMs(
  repeat: number,
  error: AxiosError,
  baseMs: number,
  random: () => number = Math.random,
): number {
  const asked = retryAfterMs(error);
  if (asked !== undefined) return asked;
  const full = Math.min(LONGEST_WAIT_MS, baseMs * 2 ** (repeat - 1));
  return full / 2 + (full / 2) * random();
}
