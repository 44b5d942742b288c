import {
  type ItemResult,
  type JobItem,
  type JobProgress,
  type JobView,
  type LetterView,
  type StartJob,
} from '../../../apps/ops/web/src/api/types';
import { minutesAgo } from './fixture-letters';

const HASH = '7d1a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9a';
const ALREADY_DONE = 0.12;
/** Looks at a running job until it has finished. */
const LOOKS = 6;

const nothingDone = (total: number): JobProgress => ({
  pending: total,
  sending: 0,
  sent: 0,
  succeeded: 0,
  failedAgain: 0,
  alreadyDone: 0,
  refused: 0,
  skipped: 0,
  undecided: 0,
  done: 0,
  total,
});

/** A job that moves on by itself: a step each time somebody looks at it. */
export class FixtureJob {
  private looks = 0;

  constructor(
    public view: JobView,
    private readonly letters: readonly LetterView[],
  ) {}

  static plan(id: string, kind: JobView['kind'], count: number, letters: readonly LetterView[]) {
    const alreadyDone = Math.floor(count * ALREADY_DONE);
    const [{ type, errorCode, queue, lastFailedAt } = fallback] = letters;
    const plan = {
      count,
      byType: [{ key: type, count }],
      byError: [{ key: errorCode, count }],
      byQueue: [{ key: queue, count }],
      oldest: lastFailedAt,
      newest: minutesAgo(1),
      amountKopecks: '128450000000',
      verdicts: {
        replay: count - alreadyDone,
        alreadyDone,
        outcomeUnknown: 0,
        notOpen: 0,
        unreadable: 0,
        ownerSilent: 0,
        notReplayable: 0,
      },
      wouldCallBank: 0,
    };
    const view: JobView = {
      id,
      kind,
      state: 'planned',
      count,
      hash: HASH,
      plan,
      options: null,
      reason: null,
      ticket: null,
      plannedBy: 'olga',
      plannedAt: new Date().toISOString(),
      startedBy: null,
      startedAt: null,
      approvedBy: null,
      finishedAt: null,
      stoppedReason: null,
      waitingFor: null,
      progress: nothingDone(count),
      phase: null,
      currentRate: null,
    };
    return new FixtureJob(view, letters);
  }

  start({ reason, ticket, rate = 50, canary = 0, ramp = false, stopRule }: StartJob): void {
    this.view = {
      ...this.view,
      state: 'running',
      options: { rate, canary, ramp, stopRule: stopRule ?? null },
      reason,
      ticket: ticket ?? null,
      startedBy: 'olga',
      startedAt: new Date().toISOString(),
      phase: canary > 0 ? 'canary' : 'full',
      currentRate: canary > 0 ? 10 : rate,
    };
  }

  change(verb: string): void {
    const states = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const;
    const state = states[verb as keyof typeof states];
    if (verb === 'approve') this.view = { ...this.view, approvedBy: 'pavel' };
    else this.view = { ...this.view, state };
  }

  look(): JobView {
    if (this.view.state === 'running') this.step();
    return this.view;
  }

  get settled(): number {
    return this.view.progress.done;
  }

  /** Messages that the bank refuses fail again, and stop the job at its canary. */
  private stopAtCanary(): void {
    const { count, options } = this.view;
    const failedAgain = Math.min(count, options?.canary ?? count);
    this.view = {
      ...this.view,
      state: 'stopped',
      phase: null,
      stoppedReason: `${failedAgain} of ${failedAgain} canary messages failed again`,
      progress: {
        ...nothingDone(count),
        pending: count - failedAgain,
        failedAgain,
        done: failedAgain,
      },
    };
  }

  private step(): void {
    if (this.letters[0]?.errorCode === 'BANK_REFUSED') {
      this.stopAtCanary();
      return;
    }
    this.looks += 1;
    const { count } = this.view;
    const done = this.looks === 1 ? Math.min(20, count) : Math.floor((count * this.looks) / LOOKS);
    const alreadyDone = Math.floor(done * ALREADY_DONE);
    const underWay = this.looks < LOOKS ? Math.min(40, count - done) : 0;
    const isOver = this.looks >= LOOKS;
    this.view = {
      ...this.view,
      state: isOver ? 'finished' : 'running',
      finishedAt: isOver ? new Date().toISOString() : null,
      phase: isOver ? null : this.looks < 2 ? 'canary' : this.looks < 4 ? 'ramp' : 'full',
      currentRate: isOver ? null : Math.min(this.view.options?.rate ?? 50, this.looks * 125),
      progress: {
        ...nothingDone(count),
        pending: count - done - underWay,
        sent: underWay,
        succeeded: done - alreadyDone,
        alreadyDone,
        done,
      },
    };
  }

  items(result: string | null): JobItem[] {
    const share = this.view.progress.done / Math.max(1, this.view.count);
    return this.letters
      .map((letter, index): JobItem => {
        const isDone = index < this.letters.length * share;
        const alreadyDone = index % 8 === 7;
        const isRefused = letter.errorCode === 'BANK_REFUSED';
        const outcome: ItemResult = isRefused
          ? 'failed_again'
          : alreadyDone
            ? 'already_done'
            : 'succeeded';
        return {
          letterId: letter.id,
          position: index + 1,
          verdict: alreadyDone ? 'already-done' : 'replay',
          result: isDone ? outcome : 'pending',
          sentAt: isDone && !alreadyDone ? minutesAgo(1) : null,
          settledAt: isDone ? minutesAgo(0.5) : null,
          errorCode: isDone && isRefused ? letter.errorCode : null,
          errorMessage: isDone && isRefused ? letter.errorMessage : null,
          messageId: letter.messageId,
          type: letter.type,
          queue: letter.queue,
        };
      })
      .filter((item) => result === null || item.result === result);
  }
}

const fallback = {
  type: 'payment.completed',
  errorCode: 'X',
  queue: 'deal.events',
  lastFailedAt: minutesAgo(9),
};
