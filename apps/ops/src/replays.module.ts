import { systemClock } from '@lk/kernel';
import { AmqpConfig, ConfirmedPublisher, TopologyNames } from '@lk/messaging';
import { TransactionRunner } from '@lk/persistence';
import { AppLogger, InternalApiConfig, ShutdownSequence } from '@lk/platform';
import { Module, type Provider, type Type } from '@nestjs/common';
import { AuditLog } from './access/audit-log';
import { BodyRepository } from './adapters/body.repository';
import { LetterSearchRepository } from './adapters/letter-search.repository';
import { LetterRepository } from './adapters/letter.repository';
import { BankJournalRepository } from './adapters/replays/bank-journal.repository';
import { BrokerQueues } from './adapters/replays/broker-queues';
import { EditRepository } from './adapters/replays/edit.repository';
import { EditsController } from './adapters/replays/edits.controller';
import { JobItemListRepository } from './adapters/replays/job-item-list.repository';
import { JobItemRepository } from './adapters/replays/job-item.repository';
import { JobRepository } from './adapters/replays/job.repository';
import { JobsController } from './adapters/replays/jobs.controller';
import { LetterActionsController } from './adapters/replays/letter-actions.controller';
import { LetterFactsRepository } from './adapters/replays/letter-facts.repository';
import { LetterStatsRepository } from './adapters/letter-stats.repository';
import { OwnersGateway } from './adapters/replays/owners.gateway';
import { ReplayPublisher } from './adapters/replays/replay.publisher';
import { ChangeLetterStatus } from './application/change-letter-status.use-case';
import { Audited } from './application/replays/audited';
import { DecideEdit } from './application/replays/decide-edit.use-case';
import { DecideJob } from './application/replays/decide-job.use-case';
import { EditCopies } from './application/replays/edit-copies';
import { EditLetter } from './application/replays/edit-letter.use-case';
import { ExportLetters } from './application/replays/export-letters';
import { JobWorker } from './application/replays/job-worker';
import { JudgeLetters } from './application/replays/judge-letters';
import { PlanReplay } from './application/replays/plan-replay.use-case';
import { RepeatEdits } from './application/replays/repeat-edits.use-case';
import { ReplayEdit } from './application/replays/replay-edit.use-case';
import { ReplayUpkeep } from './application/replays/replay-upkeep';
import { SendEdit } from './application/replays/send-edit';
import { DataCipher } from './domain/data-cipher';
import { LettersModule } from './letters.module';
import { makeJobWorker } from './make-job-worker';
import { makeReplayUpkeep } from './make-replay-upkeep';
import { OpsConfig } from './ops.config';
import { OwnersConfig } from './owners.config';
import { OwnersModule } from './owners.module';
import { ReplaysConfig } from './replays.config';

const clock = systemClock;

const REPOSITORIES: Provider[] = [
  ...onTransactions(JobRepository),
  ...onTransactions(JobItemRepository),
  ...onTransactions(JobItemListRepository),
  ...onTransactions(LetterFactsRepository),
  ...onTransactions(LetterStatsRepository),
  ...onTransactions(BankJournalRepository),
  {
    provide: EditRepository,
    inject: [TransactionRunner, DataCipher],
    useFactory: (transactions: TransactionRunner, cipher: DataCipher) =>
      new EditRepository(transactions, cipher),
  },
];

const OUTSIDE: Provider[] = [
  {
    provide: OwnersGateway,
    inject: [OwnersConfig, InternalApiConfig],
    useFactory: (config: OwnersConfig, api: InternalApiConfig) => new OwnersGateway(config, api),
  },
  {
    provide: BrokerQueues,
    inject: [AmqpConfig, TopologyNames, AppLogger, ShutdownSequence],
    useFactory: makeQueues,
  },
  {
    provide: ReplayPublisher,
    inject: [ConfirmedPublisher, TopologyNames],
    useFactory: (publisher: ConfirmedPublisher, names: TopologyNames) =>
      new ReplayPublisher(publisher, names),
  },
];

const USE_CASES: Provider[] = [
  {
    provide: Audited,
    inject: [TransactionRunner, AuditLog],
    useFactory: (transactions: TransactionRunner, audit: AuditLog) =>
      new Audited(transactions, audit),
  },
  {
    provide: JudgeLetters,
    inject: [OwnersGateway, BankJournalRepository],
    useFactory: (owners: OwnersGateway, journal: BankJournalRepository) =>
      new JudgeLetters(owners, journal),
  },
  {
    provide: PlanReplay,
    inject: [Audited, JobRepository, LetterFactsRepository, JobWorker],
    useFactory: (
      audited: Audited,
      jobs: JobRepository,
      letters: LetterFactsRepository,
      worker: JobWorker,
    ) => new PlanReplay(audited, jobs, letters, () => worker.wake(), clock),
  },
  {
    provide: DecideJob,
    inject: [Audited, JobRepository, OpsConfig, JobWorker],
    useFactory: (
      audited: Audited,
      jobs: JobRepository,
      { OPS_APPROVAL_ABOVE }: OpsConfig,
      worker: JobWorker,
    ) => new DecideJob(audited, jobs, OPS_APPROVAL_ABOVE, () => worker.wake(), clock),
  },
  {
    provide: EditLetter,
    inject: [Audited, LetterFactsRepository, BodyRepository, EditRepository],
    useFactory: (
      audited: Audited,
      letters: LetterFactsRepository,
      bodies: BodyRepository,
      edits: EditRepository,
    ) => new EditLetter(audited, letters, bodies, edits, clock),
  },
  {
    provide: DecideEdit,
    inject: [Audited, EditRepository],
    useFactory: (audited: Audited, edits: EditRepository) => new DecideEdit(audited, edits, clock),
  },
  {
    provide: EditCopies,
    inject: [EditRepository, LetterFactsRepository, BodyRepository, JudgeLetters],
    useFactory: (
      edits: EditRepository,
      letters: LetterFactsRepository,
      bodies: BodyRepository,
      judging: JudgeLetters,
    ) => new EditCopies(edits, letters, bodies, judging),
  },
  {
    provide: SendEdit,
    inject: [Audited, EditRepository, ChangeLetterStatus, ReplayPublisher],
    useFactory: (
      audited: Audited,
      edits: EditRepository,
      changing: ChangeLetterStatus,
      publisher: ReplayPublisher,
    ) => new SendEdit(audited, edits, changing, publisher, clock),
  },
  {
    provide: ReplayEdit,
    inject: [Audited, EditRepository, EditCopies, ChangeLetterStatus, SendEdit],
    useFactory: (
      audited: Audited,
      edits: EditRepository,
      copies: EditCopies,
      changing: ChangeLetterStatus,
      sending: SendEdit,
    ) => new ReplayEdit(audited, edits, copies, changing, sending, clock),
  },
  {
    provide: RepeatEdits,
    inject: [Audited, EditRepository, EditCopies, SendEdit],
    useFactory: (audited: Audited, edits: EditRepository, copies: EditCopies, sending: SendEdit) =>
      new RepeatEdits(audited, edits, copies, sending, clock),
  },
  {
    provide: ExportLetters,
    inject: [LetterSearchRepository, BodyRepository],
    useFactory: (search: LetterSearchRepository, bodies: BodyRepository) =>
      new ExportLetters(search, bodies),
  },
];

const WORKERS: Provider[] = [
  {
    provide: JobWorker,
    inject: [
      ...[TransactionRunner, JobRepository, JobItemRepository, LetterFactsRepository],
      ...[LetterRepository, LetterSearchRepository, BodyRepository, ChangeLetterStatus],
      ...[JudgeLetters, BrokerQueues, ReplayPublisher, ReplaysConfig, AppLogger, ShutdownSequence],
    ],
    useFactory: makeWorker,
  },
  {
    provide: ReplayUpkeep,
    inject: [
      ...[TransactionRunner, JobRepository, JobItemRepository, LetterFactsRepository],
      ...[ChangeLetterStatus, JudgeLetters, RepeatEdits, OpsConfig, AppLogger, ShutdownSequence],
    ],
    useFactory: makeReplayUpkeep,
  },
];

/** Replay, discard and restore jobs; edits; what letters show beside their list. Needs an AuditLog. */
@Module({
  imports: [LettersModule, OwnersModule],
  controllers: [LetterActionsController, JobsController, EditsController],
  providers: [...REPOSITORIES, ...OUTSIDE, ...USE_CASES, ...WORKERS],
  exports: [EditRepository, JobWorker, JobRepository, LetterStatsRepository, ReplayUpkeep],
})
export class ReplaysModule {}

function onTransactions<T>(provide: Type<T>): Provider[] {
  const useFactory = (transactions: TransactionRunner): T => new provide(transactions);
  return [{ provide, inject: [TransactionRunner], useFactory }];
}

function makeQueues(
  config: AmqpConfig,
  names: TopologyNames,
  logger: AppLogger,
  shutdown: ShutdownSequence,
): BrokerQueues {
  const queues = new BrokerQueues(config, names, logger);
  queues.start(shutdown);
  return queues;
}

function makeWorker(
  transactions: TransactionRunner,
  jobs: JobRepository,
  items: JobItemRepository,
  facts: LetterFactsRepository,
  letters: LetterRepository,
  search: LetterSearchRepository,
  bodies: BodyRepository,
  changing: ChangeLetterStatus,
  judging: JudgeLetters,
  queues: BrokerQueues,
  publisher: ReplayPublisher,
  config: ReplaysConfig,
  logger: AppLogger,
  shutdown: ShutdownSequence,
): JobWorker {
  const worker = makeJobWorker({
    ...{ transactions, jobs, items, facts, letters, search, bodies, changing, judging },
    ...{ queues, publisher, config, logger },
  });
  shutdown.register('stop-intake', 'job worker', () => worker.stop());
  return worker;
}
