import { backoffMs, toAppError } from '@lk/kernel';
import { type AppLogger, ThrottledLog } from '@lk/platform';
import { type BreakerRow, type BreakerStore } from './breaker-store';
import { type BreakerView } from './breaker-view';
import { within } from './within';

/** Looks that fail come less often, up to this. */
const LONGEST_PAUSE_MS = 5000;
const LOG_EVERY_MS = 10_000;

export interface BreakerSyncOptions {
  readonly pollMs: number;
  /** The longest a call waits for the database. */
  readonly patienceMs: number;
  readonly now: () => number;
}

export interface BreakerSyncListener {
  /** A row was taken over. */
  learned(row: BreakerRow, previous: BreakerRow | undefined): void;
  /** At every beat, with or without a database: time alone changes what may be done. */
  beat(): void;
}

/**
 * Keeps the view of the shared row fresh and changes the row. Never throws: a database that is away
 * is logged now and then, and shows as a view that grows stale.
 */
export class BreakerSync {
  /** Resolves when the row was looked at once, or could not be; at once before `start`. */
  firstLook: Promise<void> = Promise.resolve();
  private readonly trouble = new ThrottledLog(LOG_EVERY_MS);
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private failures = 0;
  private nextLookAt = 0;

  constructor(
    private readonly parts: {
      readonly store: BreakerStore;
      readonly view: BreakerView;
      readonly logger: AppLogger;
      readonly listener: BreakerSyncListener;
    },
    private readonly options: BreakerSyncOptions,
  ) {}

  start(): void {
    if (this.timer) return;
    this.firstLook = within(this.options.patienceMs, this.refresh()).catch(() => undefined);
    this.timer = setInterval(() => this.beat(), this.options.pollMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Reads the row; a statement that hangs is not joined by another one. */
  refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  /**
   * Changes the row; `won` is told before the new row is taken over.
   * @returns undefined when somebody else was first, or the database is away
   */
  async change(
    statement: () => Promise<BreakerRow | undefined>,
    won: (row: BreakerRow) => void = () => undefined,
  ): Promise<BreakerRow | undefined> {
    const { patienceMs, now } = this.options;
    const askedAt = now();
    try {
      const row = await within(patienceMs, statement());
      if (row) {
        won(row);
        this.adopt(row, askedAt);
      } else await within(patienceMs, this.refresh());
      return row;
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /** Says now and then that the shared breaker cannot be reached. */
  report(error: unknown): void {
    const { code: errorCode } = toAppError(error);
    this.trouble.write((suppressed) =>
      this.parts.logger.warn('shared breaker not reachable', { errorCode, suppressed }),
    );
  }

  private beat(): void {
    this.parts.listener.beat();
    if (this.options.now() >= this.nextLookAt) void this.refresh();
  }

  private async read(): Promise<void> {
    const askedAt = this.options.now();
    try {
      this.adopt(await this.parts.store.read(), askedAt);
      this.failures = 0;
    } catch (error) {
      this.report(error);
      this.nextLookAt = this.options.now() + this.pauseMs();
      this.failures += 1;
    }
  }

  private pauseMs(): number {
    return backoffMs(this.failures, this.options.pollMs, LONGEST_PAUSE_MS);
  }

  private adopt(row: BreakerRow, askedAt: number): void {
    const { view, listener } = this.parts;
    const previous = view.last;
    if (view.adopt(row, askedAt)) listener.learned(row, previous);
  }
}
