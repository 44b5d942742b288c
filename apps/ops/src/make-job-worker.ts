import { systemClock } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { type AppLogger, ThrottledLog } from '@lk/platform';
import { type BodyRepository } from './adapters/body.repository';
import { type LetterSearchRepository } from './adapters/letter-search.repository';
import { type LetterRepository } from './adapters/letter.repository';
import { type BrokerQueues } from './adapters/replays/broker-queues';
import { type JobItemRepository } from './adapters/replays/job-item.repository';
import { JobLeaseRepository } from './adapters/replays/job-lease.repository';
import { type JobRepository } from './adapters/replays/job.repository';
import { type LetterFactsRepository } from './adapters/replays/letter-facts.repository';
import { type ReplayPublisher } from './adapters/replays/replay.publisher';
import { type ChangeLetterStatus } from './application/change-letter-status.use-case';
import { ChangeStatuses } from './application/replays/change-statuses';
import { FindOutcomes } from './application/replays/find-outcomes';
import { FollowSent } from './application/replays/follow-sent';
import { JobWorker } from './application/replays/job-worker';
import { type JudgeLetters } from './application/replays/judge-letters';
import { PlanJob } from './application/replays/plan-job';
import { PublishItems } from './application/replays/publish-items';
import { RecoverSending } from './application/replays/recover-sending';
import { RunJob, type RunJobTools } from './application/replays/run-job';
import { RunReplay } from './application/replays/run-replay';
import { SendBatch } from './application/replays/send-batch';
import { SettleItems } from './application/replays/settle-items';
import { SkipRest } from './application/replays/skip-rest';
import { type ReplaysConfig } from './replays.config';

/** What the worker is made of. */
export interface WorkerParts {
  readonly transactions: TransactionRunner;
  readonly jobs: JobRepository;
  readonly items: JobItemRepository;
  readonly facts: LetterFactsRepository;
  readonly letters: LetterRepository;
  readonly search: LetterSearchRepository;
  readonly bodies: BodyRepository;
  readonly changing: ChangeLetterStatus;
  readonly judging: JudgeLetters;
  readonly queues: BrokerQueues;
  readonly publisher: ReplayPublisher;
  readonly config: ReplaysConfig;
  readonly logger: AppLogger;
}

const now = (): Date => systemClock.now();

/** The worker with all that it does. */
export function makeJobWorker(parts: WorkerParts): JobWorker {
  const { transactions, config, logger } = parts;
  const leases = new JobLeaseRepository(transactions, config.OPS_JOB_LEASE_MS);
  const trouble = new ThrottledLog(5000);
  const failed = (error: unknown): void => {
    trouble.write((suppressed) =>
      logger.warn(error instanceof Error ? error : 'a job cannot go on now', { suppressed }),
    );
  };
  const tools = makeTools(parts, leases, failed);
  return new JobWorker({
    leases,
    newRun: (lease) => new RunJob(tools, lease),
    pollMs: config.OPS_JOB_POLL_MS,
    failed,
  });
}

function makeTools(
  parts: WorkerParts,
  leases: JobLeaseRepository,
  failed: (error: unknown) => void,
): RunJobTools {
  const { transactions, jobs, items, facts, letters, search, bodies, changing, judging } = parts;
  return {
    ...{ transactions, leases, failed },
    planning: new PlanJob(transactions, leases, jobs, items, facts, search, bodies, judging),
    statuses: new ChangeStatuses(transactions, leases, jobs, items, letters, changing, now),
    skipping: new SkipRest(transactions, leases, jobs, items, now),
    newReplay: replayMaker(parts, leases),
  };
}

function replayMaker(parts: WorkerParts, leases: JobLeaseRepository): () => RunReplay {
  const { transactions, jobs, items, facts, bodies, judging, queues, publisher, config } = parts;
  const inFlight = config.OPS_REPLAY_IN_FLIGHT;
  const settling = new SettleItems(jobs, items, parts.changing, now);
  const limits = { undecidedMs: config.OPS_REPLAY_UNDECIDED_MS, inFlight };
  const outcomes = new FindOutcomes(judging);
  const following = new FollowSent(
    ...([transactions, leases, facts, outcomes, settling, limits, systemClock] as const),
  );
  const publishing = new PublishItems(transactions, leases, settling, publisher);
  const sending = new SendBatch(
    ...([transactions, leases, items, facts, bodies, judging, queues, settling] as const),
    publishing,
    config.OPS_REPLAY_QUEUE_DEPTH,
  );
  const quietMs = config.OPS_REPLAY_QUIET_MS;
  return () =>
    new RunReplay({
      ...{ transactions, leases, jobs, following, sending, inFlight, now },
      recovering: new RecoverSending(transactions, leases, settling, queues, quietMs),
      pollMs: config.OPS_REPLAY_POLL_MS,
    });
}
