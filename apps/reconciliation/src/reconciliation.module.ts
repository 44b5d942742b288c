import { hostname } from 'node:os';
import { SUBSCRIPTIONS } from '@lk/contracts';
import { systemClock } from '@lk/kernel';
import { MessagingModule } from '@lk/messaging';
import { CommandHandling, DomainEvents, Outbox, OutboxModule } from '@lk/outbox';
import { PersistenceModule, TransactionRunner } from '@lk/persistence';
import {
  AlertSender,
  AppLogger,
  createInternalHttp,
  InternalApiConfig,
  Metrics,
  ShutdownSequence,
} from '@lk/platform';
import { TBankClient, TBankConfig, TBankModule } from '@lk/tbank-client';
import { Module, type Type } from '@nestjs/common';
import { BankReader } from './adapters/bank.reader';
import { DriftAnnouncements } from './adapters/drift-announcements';
import { DriftSearchRepository } from './adapters/drift-search.repository';
import { DriftRepository } from './adapters/drift.repository';
import { DriftsController } from './adapters/drifts.controller';
import { LeaseRepository } from './adapters/lease.repository';
import { OpenSamples } from './adapters/open-samples.repository';
import { ReconciliationCommandsConsumer } from './adapters/reconciliation-commands.consumer';
import { ReconciliationMetrics } from './adapters/reconciliation.metrics';
import { ReportRepository } from './adapters/report.repository';
import { ReportsController } from './adapters/reports.controller';
import { RunRepository } from './adapters/run.repository';
import { RunsController } from './adapters/runs.controller';
import { SidesReader } from './adapters/sides.reader';
import { WorkRepository } from './adapters/work.repository';
import { BuildReport } from './application/build-report.use-case';
import { DriftRepairs } from './application/drift-repairs';
import { ListSteps } from './application/list-steps';
import { PageWriter } from './application/page-work';
import { Recheck } from './application/recheck';
import { RequestRun } from './application/request-run.use-case';
import { ResolveDrift } from './application/resolve-drift.use-case';
import { RunEngine } from './application/run-engine';
import { RunLedger } from './application/run-ledger';
import { RunWorker } from './application/run-worker';
import { StaleWatch } from './application/stale-watch';
import { Upkeep } from './application/upkeep';
import { Policy } from './domain/policy';
import { type Intervals } from './domain/schedule';
import { makePhases } from './make-phases';
import { ReconciliationConfig } from './reconciliation.config';
import { reconciliationSchema } from './reconciliation.schema';

const service = 'reconciliation';
const clock = systemClock;

const onTransactions = <T extends object>(provide: new (transactions: TransactionRunner) => T) => ({
  provide: provide as Type<T>,
  inject: [TransactionRunner],
  useFactory: (transactions: TransactionRunner) => new provide(transactions),
});

@Module({
  imports: [
    PersistenceModule.forService({ service, schema: reconciliationSchema }),
    MessagingModule.forService({ service, subscriptions: SUBSCRIPTIONS.reconciliation }),
    OutboxModule.forService({ service, schema: reconciliationSchema.schema }),
    TBankModule.forService({ service, sql: TransactionRunner }),
  ],
  controllers: [
    RunsController,
    DriftsController,
    ReportsController,
    ReconciliationCommandsConsumer,
  ],
  providers: [
    ...[RunRepository, WorkRepository, ReportRepository, DriftSearchRepository, OpenSamples].map(
      (type) => onTransactions<object>(type),
    ),
    { provide: DriftRepository, useFactory: () => new DriftRepository() },
    {
      provide: Policy,
      inject: [ReconciliationConfig],
      useFactory: (config: ReconciliationConfig) =>
        Policy.of(config.RECONCILIATION_POLICY, config.RECONCILIATION_GRACE_MS),
    },
    {
      provide: LeaseRepository,
      inject: [TransactionRunner, ReconciliationConfig],
      useFactory: (transactions: TransactionRunner, config: ReconciliationConfig) =>
        new LeaseRepository(
          transactions,
          `${hostname()}:${process.pid}`,
          config.RECONCILIATION_LEASE_MS,
        ),
    },
    {
      provide: BankReader,
      inject: [TBankClient, ShutdownSequence],
      useFactory: (client: TBankClient, shutdown: ShutdownSequence) => {
        const stopping = new AbortController();
        shutdown.register('stop-intake', 'bank reader', () => stopping.abort());
        return new BankReader(client, stopping.signal);
      },
    },
    {
      provide: SidesReader,
      inject: [ReconciliationConfig, InternalApiConfig],
      useFactory: makeSides,
    },
    {
      provide: ReconciliationMetrics,
      inject: [Metrics, ReportRepository],
      useFactory: (metrics: Metrics, reports: ReportRepository) =>
        new ReconciliationMetrics(metrics, reports),
    },
    {
      provide: DriftAnnouncements,
      inject: [DomainEvents, Outbox],
      useFactory: (events: DomainEvents, outbox: Outbox) => new DriftAnnouncements(events, outbox),
    },
    {
      provide: DriftRepairs,
      inject: [DriftAnnouncements, ReconciliationMetrics],
      useFactory: (announcements: DriftAnnouncements, metrics: ReconciliationMetrics) =>
        new DriftRepairs(announcements, metrics, clock),
    },
    {
      provide: RunEngine,
      inject: [
        ReconciliationConfig,
        TBankConfig,
        TransactionRunner,
        LeaseRepository,
        RunRepository,
        WorkRepository,
        DriftRepository,
        BankReader,
        SidesReader,
        DriftAnnouncements,
        DriftRepairs,
        ReconciliationMetrics,
        OpenSamples,
        Policy,
        AppLogger,
      ],
      useFactory: makeEngine,
    },
    {
      provide: RunWorker,
      inject: [
        ReconciliationConfig,
        LeaseRepository,
        RunRepository,
        RunEngine,
        AppLogger,
        ShutdownSequence,
      ],
      useFactory: makeWorker,
    },
    {
      provide: RequestRun,
      inject: [CommandHandling, RunRepository, RunWorker],
      useFactory: (commands: CommandHandling, runs: RunRepository, worker: RunWorker) =>
        new RequestRun(commands, runs, worker),
    },
    {
      provide: ResolveDrift,
      inject: [TransactionRunner, DriftRepository, DriftRepairs],
      useFactory: (
        transactions: TransactionRunner,
        drifts: DriftRepository,
        repairs: DriftRepairs,
      ) => new ResolveDrift(transactions, drifts, repairs, clock),
    },
    {
      provide: BuildReport,
      inject: [ReportRepository, RunRepository],
      useFactory: (reports: ReportRepository, runs: RunRepository) =>
        new BuildReport(reports, runs, clock),
    },
    {
      provide: Upkeep,
      inject: [
        ReconciliationConfig,
        SidesReader,
        RunRepository,
        RunWorker,
        ReportRepository,
        AlertSender,
        TransactionRunner,
        AppLogger,
        ShutdownSequence,
      ],
      useFactory: makeUpkeep,
    },
  ],
})
export class ReconciliationModule {}

function makeSides(config: ReconciliationConfig, api: InternalApiConfig): SidesReader {
  const http = (url: string) => createInternalHttp(url, config.RECONCILIATION_READ_TIMEOUT_MS, api);
  return new SidesReader({
    deal: http(config.DEAL_URL),
    payout: http(config.PAYOUT_URL),
    selfEmployed: http(config.SELF_EMPLOYED_URL),
  });
}

function makeEngine(
  config: ReconciliationConfig,
  tbank: TBankConfig,
  transactions: TransactionRunner,
  lease: LeaseRepository,
  runs: RunRepository,
  work: WorkRepository,
  drifts: DriftRepository,
  bank: BankReader,
  sides: SidesReader,
  announcements: DriftAnnouncements,
  repairs: DriftRepairs,
  metrics: ReconciliationMetrics,
  samples: OpenSamples,
  policy: Policy,
  logger: AppLogger,
): RunEngine {
  const lists = new ListSteps(runs, work);
  const writer = new PageWriter(work, drifts);
  const reading = { bank, sides, work, lists, writer, config };
  const shared = { transactions, runs, drifts, announcements };
  const phases = makePhases({ reading, ...shared, repairs, metrics, policy, tbank, clock });
  const recheck = new Recheck(runs, policy, config.RECONCILIATION_RECHECK_LIMIT);
  const parts = { transactions, lease, runs, work, announcements, samples, recheck };
  return new RunEngine(new RunLedger(parts), runs, work, phases, logger);
}

function intervalsOf(config: ReconciliationConfig): Intervals {
  return {
    deals: config.RECONCILIATION_DEALS_INTERVAL_MS,
    payouts: config.RECONCILIATION_PAYOUTS_INTERVAL_MS,
    'self-employed': config.RECONCILIATION_SELF_EMPLOYED_INTERVAL_MS,
  };
}

function makeWorker(
  config: ReconciliationConfig,
  lease: LeaseRepository,
  runs: RunRepository,
  engine: RunEngine,
  logger: AppLogger,
  shutdown: ShutdownSequence,
): RunWorker {
  const worker = new RunWorker(
    { lease, runs, engine, logger },
    {
      pollMs: config.RECONCILIATION_POLL_MS,
      leaseMs: config.RECONCILIATION_LEASE_MS,
      intervals: intervalsOf(config),
      sweepHourUtc: config.RECONCILIATION_SWEEP_HOUR_UTC,
    },
  );
  shutdown.register('drain', 'run worker', () => worker.stop());
  return worker;
}

function makeUpkeep(
  config: ReconciliationConfig,
  sides: SidesReader,
  runs: RunRepository,
  worker: RunWorker,
  reports: ReportRepository,
  alerts: AlertSender,
  transactions: TransactionRunner,
  logger: AppLogger,
  shutdown: ShutdownSequence,
): Upkeep {
  const { RECONCILIATION_STALE_AFTER_MS: staleAfterMs } = config;
  const stale = new StaleWatch(sides, runs, worker, staleAfterMs, clock);
  const upkeep = new Upkeep(
    { stale, reports, alerts, transactions, logger, clock },
    {
      staleAfterMs,
      intervals: intervalsOf(config),
      retentionDays: config.RECONCILIATION_RETENTION_DAYS,
    },
  );
  shutdown.register('drain', 'upkeep', () => upkeep.stop());
  return upkeep;
}
