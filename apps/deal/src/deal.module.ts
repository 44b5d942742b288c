import { SUBSCRIPTIONS } from '@lk/contracts';
import { systemClock } from '@lk/kernel';
import { MessagingModule } from '@lk/messaging';
import { DomainEvents, OutboxModule } from '@lk/outbox';
import { PersistenceModule, TransactionRunner } from '@lk/persistence';
import { TBankModule } from '@lk/tbank-client';
import { Module } from '@nestjs/common';
import { BankEventsConsumer } from './adapters/bank-events.consumer';
import { DealCommandsConsumer } from './adapters/deal-commands.consumer';
import { DEAL_ENTITIES } from './adapters/deal.entities';
import { DealRepository } from './adapters/deal.repository';
import { DealSideRepository } from './adapters/deal-side.repository';
import { DealSidesController } from './adapters/deal-sides.controller';
import { DealsController } from './adapters/deals.controller';
import { AcceptDeal } from './application/accept-deal.use-case';
import { CancelDeal } from './application/cancel-deal.use-case';
import { ChangeDealAtBank } from './application/change-deal-at-bank';
import { CreateDeal } from './application/create-deal.use-case';
import { CreateStep } from './application/create-step.use-case';
import { CreateStepsAtBank } from './application/create-steps-at-bank';
import { PayableStatus } from './application/payable-status';
import { RecordBankFact } from './application/record-bank-fact.use-case';
import { RecordPayoutStatus } from './application/record-payout-status.use-case';
import { RefreshDeal } from './application/refresh-deal';
import { dealSchema } from './deal.schema';

const service = 'deal';

@Module({
  imports: [
    PersistenceModule.forService({ service, schema: dealSchema, entities: DEAL_ENTITIES }),
    MessagingModule.forService({ service, subscriptions: SUBSCRIPTIONS.deal }),
    OutboxModule.forService({ service, schema: dealSchema.schema }),
    TBankModule.forService({ service, sql: TransactionRunner }),
  ],
  controllers: [DealCommandsConsumer, BankEventsConsumer, DealsController, DealSidesController],
  providers: [
    DealRepository,
    DealSideRepository,
    {
      provide: RefreshDeal,
      inject: [DealRepository, DomainEvents],
      useFactory: (deals: DealRepository, events: DomainEvents) =>
        new RefreshDeal(deals, events, systemClock),
    },
    CreateStepsAtBank,
    ChangeDealAtBank,
    CreateDeal,
    AcceptDeal,
    CreateStep,
    CancelDeal,
    PayableStatus,
    RecordBankFact,
    RecordPayoutStatus,
  ],
})
export class DealModule {}
