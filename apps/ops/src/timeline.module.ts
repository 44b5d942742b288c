import { systemClock } from '@lk/kernel';
import { AmqpConfig, AmqpConnection, TopologyNames } from '@lk/messaging';
import { TransactionRunner } from '@lk/persistence';
import { AppLogger, HealthChecks, Metrics, ShutdownSequence } from '@lk/platform';
import { Module, type Provider } from '@nestjs/common';
import { AuditLog } from './access/audit-log';
import { BankController } from './adapters/bank/bank.controller';
import { BankStateRepository } from './adapters/bank/bank-state.repository';
import { EventLogGateway } from './adapters/events/event-log.gateway';
import { EventsController } from './adapters/events/events.controller';
import { GroupRepository } from './adapters/group.repository';
import { LetterStatsRepository } from './adapters/letter-stats.repository';
import { OverviewController, SharedOverview } from './adapters/overview/overview.controller';
import { QueueStates } from './adapters/overview/queue-states';
import { readReconciliation } from './adapters/overview/reconciliation-state';
import { RunningJobs } from './adapters/overview/running-jobs';
import { ServiceStates } from './adapters/overview/service-states';
import { DealIds } from './adapters/owners/deal-ids';
import { Owners } from './adapters/owners/owners';
import { PayoutDecisionsController } from './adapters/payouts/payout-decision.controller';
import { ReconcileController } from './adapters/reconcile/reconcile.controller';
import { ReconciliationGateway } from './adapters/reconcile/reconciliation.gateway';
import { BankCallsSource } from './adapters/timeline/bank-calls.source';
import { CommandsSource } from './adapters/timeline/commands.source';
import { DeadLettersSource } from './adapters/timeline/dead-letters.source';
import { DriftsSource } from './adapters/timeline/drifts.source';
import { NotificationsSource } from './adapters/timeline/notifications.source';
import { ReplaysSource } from './adapters/timeline/replays.source';
import {
  DealSubjectReader,
  PayoutSubjectReader,
  SelfEmployedSubjectReader,
} from './adapters/timeline/subject-readers';
import { TimelineController } from './adapters/timeline/timeline.controller';
import { WebhooksSource } from './adapters/timeline/webhooks.source';
import { ShowOverview } from './application/overview/show-overview.use-case';
import { RecordDecision } from './application/record-decision';
import { ShowTimeline } from './application/timeline/show-timeline.use-case';
import { TimelineSources } from './application/timeline/timeline-source';
import { JobRepository } from './adapters/replays/job.repository';
import { OwnersConfig } from './owners.config';
import { OwnersModule } from './owners.module';
import { ReplaysModule } from './replays.module';

/** Beyond the time of one question: an owner may be asked by the transport's clock, not by ours. */
const PATIENCE_MS = 500;

const clock = systemClock;

const owners: Provider[] = [
  {
    provide: EventLogGateway,
    inject: [Owners, DealIds],
    useFactory: (all: Owners, dealIds: DealIds) => new EventLogGateway(all.ingress, dealIds),
  },
  {
    provide: ReconciliationGateway,
    inject: [Owners],
    useFactory: (all: Owners) => new ReconciliationGateway(all),
  },
  {
    provide: RecordDecision,
    inject: [TransactionRunner, AuditLog],
    useFactory: (transactions: TransactionRunner, audit: AuditLog) =>
      new RecordDecision(transactions, audit),
  },
];

const timelines: Provider[] = [
  {
    provide: TimelineSources,
    inject: [Owners, TransactionRunner],
    useFactory: makeSources,
  },
  {
    provide: ShowTimeline,
    inject: [Owners, TimelineSources, OwnersConfig],
    useFactory: (all: Owners, sources: TimelineSources, config: OwnersConfig) =>
      new ShowTimeline({
        readers: {
          deal: new DealSubjectReader(all),
          payout: new PayoutSubjectReader(all.payout),
          'self-employed': new SelfEmployedSubjectReader(all.selfEmployed),
        },
        webhooks: new WebhooksSource(all.ingress),
        sources,
        timeoutMs: config.OPS_OWNER_TIMEOUT_MS + PATIENCE_MS,
      }),
  },
];

const overviews: Provider[] = [
  {
    provide: RunningJobs,
    inject: [JobRepository],
    useFactory: (jobs: JobRepository) => new RunningJobs(jobs),
  },
  {
    provide: BankStateRepository,
    inject: [TransactionRunner],
    useFactory: (transactions: TransactionRunner) => new BankStateRepository(transactions, clock),
  },
  {
    provide: ServiceStates,
    inject: [Owners, HealthChecks, Metrics],
    useFactory: (all: Owners, health: HealthChecks, metrics: Metrics) =>
      new ServiceStates(all.all, { name: 'ops', health, metrics }),
  },
  {
    provide: QueueStates,
    inject: [
      AmqpConfig,
      OwnersConfig,
      TopologyNames,
      TransactionRunner,
      AppLogger,
      ShutdownSequence,
    ],
    useFactory: makeQueueStates,
  },
  {
    provide: SharedOverview,
    inject: [
      ServiceStates,
      QueueStates,
      BankStateRepository,
      RunningJobs,
      LetterStatsRepository,
      Owners,
      TransactionRunner,
      OwnersConfig,
    ],
    useFactory: makeOverview,
  },
];

/** What happened to a record, how the system is, and reconciliation: what on call reads from others. */
@Module({
  imports: [OwnersModule, ReplaysModule],
  controllers: [
    TimelineController,
    EventsController,
    PayoutDecisionsController,
    BankController,
    OverviewController,
    ReconcileController,
  ],
  providers: [...owners, ...timelines, ...overviews],
})
export class TimelineModule {}

function makeSources(all: Owners, transactions: TransactionRunner): TimelineSources {
  const sources = new TimelineSources();
  const named = (kind: string, ids: readonly string[]) => ids.map((id) => `${kind}:${id}`);
  for (const source of [
    new CommandsSource(all.deal, ({ names }) => named('deal', names.dealIds)),
    new CommandsSource(all.payout, ({ names }) => named('payout', names.payoutIds)),
    new CommandsSource(all.selfEmployed, ({ names }) =>
      named('self-employed', names.selfEmployedIds),
    ),
    new BankCallsSource(transactions),
    new DeadLettersSource(transactions),
    new ReplaysSource(transactions),
    new NotificationsSource(all.notification),
    ...(all.reconciliation ? [new DriftsSource(all.reconciliation)] : []),
  ]) {
    sources.register(source);
  }
  return sources;
}

function makeQueueStates(
  { AMQP_URL }: AmqpConfig,
  { OPS_OWNER_TIMEOUT_MS: timeoutMs }: OwnersConfig,
  names: TopologyNames,
  transactions: TransactionRunner,
  logger: AppLogger,
  shutdown: ShutdownSequence,
): QueueStates {
  const connection = new AmqpConnection(AMQP_URL, 'ops.overview', logger);
  const groups = new GroupRepository(transactions);
  const states = new QueueStates(connection, names, () => groups.openByQueue(), timeoutMs);
  states.start();
  shutdown.register('close', 'queue states', () => states.stop());
  return states;
}

function makeOverview(
  services: ServiceStates,
  queues: QueueStates,
  bank: BankStateRepository,
  jobs: RunningJobs,
  letters: LetterStatsRepository,
  { reconciliation: owner }: Owners,
  transactions: TransactionRunner,
  { OPS_OWNER_TIMEOUT_MS }: OwnersConfig,
): SharedOverview {
  const groups = new GroupRepository(transactions);
  const reconciliation = () => (owner ? readReconciliation(owner) : Promise.resolve(null));
  const timeoutMs = OPS_OWNER_TIMEOUT_MS + PATIENCE_MS;
  const parts = { services, queues, letters, groups, bank, jobs, reconciliation, clock, timeoutMs };
  return new SharedOverview(new ShowOverview(parts));
}
