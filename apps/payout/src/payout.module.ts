import { SUBSCRIPTIONS } from '@lk/contracts';
import { systemClock } from '@lk/kernel';
import { MessagingModule } from '@lk/messaging';
import { DomainEvents, OutboxModule } from '@lk/outbox';
import { PersistenceModule, TransactionRunner } from '@lk/persistence';
import { InternalApiConfig } from '@lk/platform';
import { TBankModule } from '@lk/tbank-client';
import { Module } from '@nestjs/common';
import { DealReader } from './adapters/deal.reader';
import { createInternalHttp } from './adapters/internal-http';
import { PAYOUT_ENTITIES } from './adapters/payout.entities';
import { PayoutRepository } from './adapters/payout.repository';
import { PayoutsConsumer } from './adapters/payouts.consumer';
import { PayoutsController } from './adapters/payouts.controller';
import { SelfEmployedReader } from './adapters/self-employed.reader';
import { CreatePayment } from './application/create-payment';
import { CreatePayout } from './application/create-payout.use-case';
import { RecordBankFact } from './application/record-bank-fact.use-case';
import { RefreshPayout } from './application/refresh-payout';
import { ReservePayout } from './application/reserve-payout';
import { PayoutConfig } from './payout.config';
import { payoutSchema } from './payout.schema';

const service = 'payout';

@Module({
  imports: [
    PersistenceModule.forService({ service, schema: payoutSchema, entities: PAYOUT_ENTITIES }),
    MessagingModule.forService({ service, subscriptions: SUBSCRIPTIONS.payout }),
    OutboxModule.forService({ service, schema: payoutSchema.schema }),
    TBankModule.forService(TransactionRunner),
  ],
  controllers: [PayoutsConsumer, PayoutsController],
  providers: [
    PayoutRepository,
    {
      provide: RefreshPayout,
      inject: [PayoutRepository, DomainEvents],
      useFactory: (payouts: PayoutRepository, events: DomainEvents) =>
        new RefreshPayout(payouts, events, systemClock),
    },
    {
      provide: DealReader,
      inject: [PayoutConfig, InternalApiConfig],
      useFactory: (config: PayoutConfig, api: InternalApiConfig) =>
        new DealReader(createInternalHttp(config.DEAL_URL, config.INTERNAL_READ_TIMEOUT_MS, api)),
    },
    {
      provide: SelfEmployedReader,
      inject: [PayoutConfig, InternalApiConfig],
      useFactory: (config: PayoutConfig, api: InternalApiConfig) =>
        new SelfEmployedReader(
          createInternalHttp(config.SELF_EMPLOYED_URL, config.INTERNAL_READ_TIMEOUT_MS, api),
        ),
    },
    ReservePayout,
    CreatePayment,
    CreatePayout,
    RecordBankFact,
  ],
})
export class PayoutModule {}
