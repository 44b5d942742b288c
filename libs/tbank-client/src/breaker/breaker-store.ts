import { type BreakerState } from './circuit-breaker';

/** The shared row as it was read; all spans by the database's clock, in milliseconds. */
export interface BreakerRow {
  readonly state: BreakerState;
  /** Grows by one with every change of the state. */
  readonly epoch: number;
  /** Until a probe is allowed; zero or less when it is. */
  readonly openForMs: number;
  readonly probeBy: string | null;
  /** Until the probe counts as dead; zero or less when it does. */
  readonly probeForMs: number;
}

/**
 * The row all processes share. Each change is one statement that takes effect only when the row is
 * still as the caller saw it (`epoch`), and then returns the new row; else nothing.
 */
export interface BreakerStore {
  read(): Promise<BreakerRow>;
  /** closed -> open */
  open(epoch: number, openMs: number, failureCode: string): Promise<BreakerRow | undefined>;
  /** open and its time over, or half-open and its probe dead or our own -> half-open with our probe */
  claimProbe(epoch: number, probeMs: number): Promise<BreakerRow | undefined>;
  /** our probe failed -> open */
  reopen(epoch: number, openMs: number, failureCode: string): Promise<BreakerRow | undefined>;
  /** our probe was answered -> closed */
  close(epoch: number): Promise<BreakerRow | undefined>;
  /** For on call only, changes no state. */
  noteSuccess(): Promise<void>;
  noteFailure(code: string): Promise<void>;
}
