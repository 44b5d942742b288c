import { type AppLogger } from '@lk/platform';
import { type BreakerRow, type BreakerStore } from './breaker-store';
import { BreakerSync } from './breaker-sync';
import { BreakerView } from './breaker-view';
import { type BreakerStanding, stateOf } from './circuit-breaker';
import { LocalBreaker } from './local-breaker';
import { StandingListeners } from './standing-listeners';

export interface BreakerKnowledgeOptions {
  readonly failures: number;
  readonly openMs: number;
  readonly pollMs: number;
}

export interface BreakerKnowledgeParts {
  readonly store: BreakerStore;
  readonly me: string;
  readonly isFailure: (error: unknown) => boolean;
  readonly logger: AppLogger;
  readonly now: () => number;
  /** Why our own count opened it. */
  readonly lastFailureCode: () => string;
}

/** Looks missed in a row until the database counts as away. */
const STALE_AFTER_POLLS = 4;

/**
 * What this process knows of the breaker: what the shared row says, or what its own count says while
 * the row says "closed" or cannot be read. Brings the two together.
 */
export class BreakerKnowledge {
  readonly sync: BreakerSync;
  readonly local: LocalBreaker;
  readonly listeners = new StandingListeners((error) => this.sync.report(error));
  /** A probe of ours is under way, from the wish to claim it to its end. */
  probing = false;
  private readonly view: BreakerView;
  /** Our own count opened it, and no process has told so since. */
  private unpublished = false;
  private publishing = false;
  private openedEpoch: number | undefined;

  constructor(
    { failures, openMs, pollMs }: BreakerKnowledgeOptions,
    private readonly parts: BreakerKnowledgeParts,
  ) {
    const { store, me, isFailure, logger, now } = parts;
    const patienceMs = STALE_AFTER_POLLS * pollMs;
    this.view = new BreakerView(me, patienceMs, now);
    const listener = { learned: this.learned.bind(this), beat: () => this.tell() };
    this.sync = new BreakerSync(
      { store, view: this.view, logger, listener },
      { pollMs, patienceMs, now },
    );
    this.local = new LocalBreaker({ failures, openMs, isFailure, onBreak: () => this.broke() });
  }

  /** The shared row, while it and not our own count decides. */
  get deciding(): BreakerRow | undefined {
    const row = this.view.fresh;
    return row?.state === 'closed' ? undefined : row;
  }

  get standing(): BreakerStanding {
    const row = this.view.fresh;
    const { deciding } = this;
    const said = deciding ? this.view.phase(deciding) : this.local.phase;
    const phase = said === 'due' && this.probing ? 'probing' : said;
    const waitMs = deciding ? this.view.waitMs(deciding) : this.local.openForMs;
    return {
      phase,
      state: stateOf(phase),
      ...(phase === 'open' && { retryAfterMs: Math.ceil(waitMs) }),
      ...(row && { epoch: row.epoch }),
      openedHere: phase === 'open' && row !== undefined && row.epoch === this.openedEpoch,
    };
  }

  tell(): void {
    this.listeners.tell(this.standing);
  }

  private broke(): void {
    this.unpublished = true;
    void this.publish();
  }

  private learned(row: BreakerRow, previous: BreakerRow | undefined): void {
    const changed = row.epoch !== previous?.epoch;
    if (row.state === 'closed') {
      if (changed && previous && this.unpublishedMs <= 0) this.local.reset();
      void this.publish();
    } else {
      this.unpublished = false;
      if (changed) this.local.follow(row.openForMs);
    }
    this.tell();
  }

  /** For how long our own count wants it open, and the others do not know. */
  private get unpublishedMs(): number {
    return this.unpublished ? this.local.openForMs : 0;
  }

  /** Opens it for all, now or when the database is back, unless the time is over by then. */
  private async publish(): Promise<void> {
    const row = this.view.fresh;
    const openForMs = this.unpublishedMs;
    if (openForMs <= 0 || this.publishing || row?.state !== 'closed') return;
    const { store, lastFailureCode } = this.parts;
    this.publishing = true;
    await this.sync.change(
      () => store.open(row.epoch, openForMs, lastFailureCode()),
      (opened) => (this.openedEpoch = opened.epoch),
    );
    this.publishing = false;
  }
}
