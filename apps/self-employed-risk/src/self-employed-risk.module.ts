import { SUBSCRIPTIONS } from '@lk/contracts';
import { systemClock } from '@lk/kernel';
import { MessagingModule } from '@lk/messaging';
import { DomainEvents, OutboxModule } from '@lk/outbox';
import { PersistenceModule, TransactionRunner } from '@lk/persistence';
import { AppLogger, createInternalHttp, InternalApiConfig, ShutdownSequence } from '@lk/platform';
import { TBankModule } from '@lk/tbank-client';
import { Module } from '@nestjs/common';
import { DealReader } from './adapters/deal.reader';
import { ReceiptEventsConsumer } from './adapters/receipt-events.consumer';
import { ReceiptRepository } from './adapters/receipt.repository';
import { SelfEmployedCommandsConsumer } from './adapters/self-employed-commands.consumer';
import { SelfEmployedFactsController } from './adapters/self-employed-facts.controller';
import { SelfEmployedController } from './adapters/self-employed.controller';
import { SELF_EMPLOYED_ENTITIES } from './adapters/self-employed.entities';
import { SelfEmployedRepository } from './adapters/self-employed.repository';
import { SelfEmployedSideRepository } from './adapters/self-employed-side.repository';
import { SelfEmployedSidesController } from './adapters/self-employed-sides.controller';
import { SyncWindowRepository } from './adapters/sync-window.repository';
import { AutoSync } from './application/auto-sync';
import { ChangeSelfEmployed } from './application/change-self-employed';
import { FetchReceipts } from './application/fetch-receipts.use-case';
import { RecordReceiptEvent } from './application/record-receipt-event.use-case';
import { RecordReceiptFact } from './application/record-receipt-fact';
import { RefreshSelfEmployed } from './application/refresh-self-employed';
import { RegisterSelfEmployed } from './application/register-self-employed.use-case';
import { StoreFetchedReceipts } from './application/store-fetched-receipts';
import { SyncSelfEmployed } from './application/sync-self-employed.use-case';
import { SelfEmployedRiskConfig } from './self-employed-risk.config';
import { selfEmployedRiskSchema as schema } from './self-employed-risk.schema';

const service = 'self-employed-risk';

@Module({
  imports: [
    PersistenceModule.forService({ service, schema, entities: SELF_EMPLOYED_ENTITIES }),
    MessagingModule.forService({ service, subscriptions: SUBSCRIPTIONS[service] }),
    OutboxModule.forService({ service, schema: schema.schema }),
    TBankModule.forService({ service, sql: TransactionRunner }),
  ],
  controllers: [
    SelfEmployedCommandsConsumer,
    ReceiptEventsConsumer,
    SelfEmployedController,
    SelfEmployedFactsController,
    SelfEmployedSidesController,
  ],
  providers: [
    SelfEmployedRepository,
    SelfEmployedSideRepository,
    ReceiptRepository,
    SyncWindowRepository,
    {
      provide: ChangeSelfEmployed,
      inject: [SelfEmployedRepository, DomainEvents],
      useFactory: (people: SelfEmployedRepository, events: DomainEvents) =>
        new ChangeSelfEmployed(people, events, systemClock),
    },
    {
      provide: DealReader,
      inject: [SelfEmployedRiskConfig, InternalApiConfig],
      useFactory: (config: SelfEmployedRiskConfig, api: InternalApiConfig) =>
        new DealReader(createInternalHttp(config.DEAL_URL, config.INTERNAL_READ_TIMEOUT_MS, api)),
    },
    RegisterSelfEmployed,
    RefreshSelfEmployed,
    SyncSelfEmployed,
    RecordReceiptFact,
    RecordReceiptEvent,
    {
      provide: StoreFetchedReceipts,
      inject: [SelfEmployedRepository, RecordReceiptFact],
      useFactory: (people: SelfEmployedRepository, record: RecordReceiptFact) =>
        new StoreFetchedReceipts(people, record, systemClock),
    },
    FetchReceipts,
    {
      provide: AutoSync,
      inject: [
        TransactionRunner,
        SyncWindowRepository,
        RefreshSelfEmployed,
        SelfEmployedRiskConfig,
        AppLogger,
        ShutdownSequence,
      ],
      useFactory: makeAutoSync,
    },
  ],
})
export class SelfEmployedRiskModule {}

function makeAutoSync(
  transactions: TransactionRunner,
  windows: SyncWindowRepository,
  refresh: RefreshSelfEmployed,
  config: SelfEmployedRiskConfig,
  logger: AppLogger,
  shutdown: ShutdownSequence,
): AutoSync {
  const autoSync = new AutoSync(transactions, windows, refresh, config, logger);
  autoSync.start();
  shutdown.register('stop-intake', 'auto sync', () => autoSync.stop());
  shutdown.register('drain', 'auto sync', () => autoSync.drain());
  return autoSync;
}
