import { transientError } from '@lk/kernel';
import { type BreakerRow, type BreakerStore } from '../src/breaker/breaker-store';
import { type BreakerState } from '../src/breaker/circuit-breaker';

/** What all stores of one fake database share; its clock is `Date`. */
export class FakeBreakerRow {
  state: BreakerState = 'closed';
  epoch = 0;
  openUntil = 0;
  probeBy: string | null = null;
  probeUntil = 0;
  failureCode: string | undefined;
}

/** `away` refuses, `hanging` never answers, `deaf` does what is asked and loses the answer. */
export type FakeTrouble = 'none' | 'away' | 'hanging' | 'deaf';

/** The conditions of the statements, without a database that can only be away as a whole. */
export class FakeBreakerStore implements BreakerStore {
  trouble: FakeTrouble = 'none';
  reads = 0;
  readonly notes: string[] = [];

  constructor(
    private readonly row: FakeBreakerRow,
    private readonly me: string,
  ) {}

  read(): Promise<BreakerRow> {
    this.reads += 1;
    return this.answer(() => this.view());
  }

  open(epoch: number, openMs: number, code: string): Promise<BreakerRow | undefined> {
    return this.change(epoch, this.row.state === 'closed', () => this.opened(openMs, code));
  }

  claimProbe(epoch: number, probeMs: number): Promise<BreakerRow | undefined> {
    const { state, openUntil, probeUntil } = this.row;
    const now = Date.now();
    const free =
      (state === 'open' && openUntil <= now) ||
      (state === 'half-open' && (probeUntil <= now || this.isOurs));
    return this.change(epoch, free, () =>
      Object.assign(this.row, { state: 'half-open', probeBy: this.me, probeUntil: now + probeMs }),
    );
  }

  reopen(epoch: number, openMs: number, code: string): Promise<BreakerRow | undefined> {
    return this.change(epoch, this.isOurs, () => this.opened(openMs, code));
  }

  close(epoch: number): Promise<BreakerRow | undefined> {
    return this.change(epoch, this.isOurs, () =>
      Object.assign(this.row, { state: 'closed', probeBy: null }),
    );
  }

  noteSuccess(): Promise<void> {
    return this.answer(() => void this.notes.push('success'));
  }

  noteFailure(code: string): Promise<void> {
    return this.answer(() => void this.notes.push(code));
  }

  private get isOurs(): boolean {
    return this.row.state === 'half-open' && this.row.probeBy === this.me;
  }

  private opened(openMs: number, failureCode: string): void {
    const openUntil = Date.now() + openMs;
    Object.assign(this.row, { state: 'open', openUntil, probeBy: null, failureCode });
  }

  private view(): BreakerRow {
    const { state, epoch, openUntil, probeBy, probeUntil } = this.row;
    const now = Date.now();
    return { state, epoch, openForMs: openUntil - now, probeBy, probeForMs: probeUntil - now };
  }

  private change(epoch: number, allowed: boolean, work: () => void) {
    return this.answer(() => {
      if (!allowed || this.row.epoch !== epoch) return undefined;
      work();
      this.row.epoch += 1;
      return this.view();
    });
  }

  private async answer<T>(work: () => T): Promise<T> {
    const away = transientError('DATABASE_UNAVAILABLE', 'Away', { holdsQueue: true });
    if (this.trouble === 'hanging') return new Promise<never>(() => undefined);
    if (this.trouble === 'away') throw away;
    const result = work();
    await Promise.resolve();
    if (this.trouble === 'deaf') throw away;
    return result;
  }
}
