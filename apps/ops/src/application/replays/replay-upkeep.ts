import { type AppLogger } from '@lk/platform';
import { Repeating } from '../repeating';
import { type FollowUndecided } from './follow-undecided.use-case';
import { type ForgetJobs } from './forget-jobs.use-case';
import { type RepeatEdits } from './repeat-edits.use-case';

const UNDECIDED_EVERY_MS = 60_000;
const EDITS_EVERY_MS = 60_000;
const FORGET_EVERY_MS = 3_600_000;

/** What jobs need when nobody works on them: late outcomes, edits whose try broke off, and an end of their records. */
export class ReplayUpkeep {
  private readonly parts: readonly Repeating[];

  constructor(
    undecided: FollowUndecided,
    edits: RepeatEdits,
    forgetting: ForgetJobs,
    private readonly logger: AppLogger,
  ) {
    this.parts = [
      new Repeating(() => undecided.execute(), UNDECIDED_EVERY_MS, this.report),
      new Repeating(() => edits.execute(), EDITS_EVERY_MS, this.report),
      new Repeating(() => forgetting.execute(), FORGET_EVERY_MS, this.report),
    ];
  }

  start(): void {
    for (const part of this.parts) part.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.stop()));
  }

  private readonly report = (error: unknown): void => {
    this.logger.warn(error instanceof Error ? error : 'upkeep failed', { component: 'replays' });
  };
}
