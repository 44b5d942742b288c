import { systemClock } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { type AppLogger, type ShutdownSequence } from '@lk/platform';
import { type JobItemRepository } from './adapters/replays/job-item.repository';
import { type JobRepository } from './adapters/replays/job.repository';
import { type LetterFactsRepository } from './adapters/replays/letter-facts.repository';
import { type ChangeLetterStatus } from './application/change-letter-status.use-case';
import { FindOutcomes } from './application/replays/find-outcomes';
import { FollowUndecided } from './application/replays/follow-undecided.use-case';
import { ForgetJobs } from './application/replays/forget-jobs.use-case';
import { type JudgeLetters } from './application/replays/judge-letters';
import { type RepeatEdits } from './application/replays/repeat-edits.use-case';
import { ReplayUpkeep } from './application/replays/replay-upkeep';
import { SettleItems } from './application/replays/settle-items';
import { type OpsConfig } from './ops.config';

export function makeReplayUpkeep(
  transactions: TransactionRunner,
  jobs: JobRepository,
  items: JobItemRepository,
  letters: LetterFactsRepository,
  changing: ChangeLetterStatus,
  judging: JudgeLetters,
  edits: RepeatEdits,
  { OPS_RETENTION_DAYS }: OpsConfig,
  logger: AppLogger,
  shutdown: ShutdownSequence,
): ReplayUpkeep {
  const clock = systemClock;
  const settling = new SettleItems(jobs, items, changing, () => clock.now());
  const outcomes = new FindOutcomes(judging);
  const undecided = new FollowUndecided(
    ...([transactions, jobs, letters, outcomes, settling, clock] as const),
  );
  const forgetting = new ForgetJobs(transactions, OPS_RETENTION_DAYS, clock);
  const upkeep = new ReplayUpkeep(undecided, edits, forgetting, logger);
  shutdown.register('stop-intake', 'replay upkeep', () => upkeep.stop());
  return upkeep;
}
