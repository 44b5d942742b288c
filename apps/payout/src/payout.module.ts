import { SUBSCRIPTIONS } from '@lk/contracts';
import { systemClock } from '@lk/kernel';
import { MessagingModule } from '@lk/messaging';
import { CommandLocks, DomainEvents, OutboxModule } from '@lk/outbox';
import { PersistenceModule, TransactionRunner } from '@lk/persistence';
import { createInternalHttp, InternalApiConfig } from '@lk/platform';
import { TBankClient, TBankModule } from '@lk/tbank-client';
import { Module } from '@nestjs/common';
import { DealReader } from './adapters/deal.reader';
import { PAYOUT_ENTITIES } from './adapters/payout.entities';
import { PayoutDecisionController } from './adapters/payout-decision.controller';
import { PayoutRepository } from './adapters/payout.repository';
import { PayoutSideRepository } from './adapters/payout-side.repository';
import { PayoutSidesController } from './adapters/payout-sides.controller';
import { PayoutsConsumer } from './adapters/payouts.consumer';
import { PayoutsController } from './adapters/payouts.controller';
import { SelfEmployedReader } from './adapters/self-employed.reader';
import { CreatePayment } from './application/create-payment';
import { CreatePayout } from './application/create-payout.use-case';
import { RecordBankFact } from './application/record-bank-fact.use-case';
import { RefreshPayout } from './application/refresh-payout';
import { DecideOutcome } from './application/decide-outcome.use-case';
import { FindPayment } from './application/find-payment';
import { RecheckPayout } from './application/recheck-payout';
import { ReservePayout } from './application/reserve-payout';
import { PayoutConfig } from './payout.config';
import { payoutSchema } from './payout.schema';

const service = 'payout';

@Module({
  imports: [
    PersistenceModule.forService({ service, schema: payoutSchema, entities: PAYOUT_ENTITIES }),
    MessagingModule.forService({ service, subscriptions: SUBSCRIPTIONS.payout }),
    OutboxModule.forService({ service, schema: payoutSchema.schema }),
    TBankModule.forService({ service, sql: TransactionRunner }),
  ],
  controllers: [
    PayoutsConsumer,
    PayoutsController,
    PayoutDecisionController,
    PayoutSidesController,
  ],
  providers: [
    PayoutRepository,
    PayoutSideRepository,
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
    RecheckPayout,
    FindPayment,
    CreatePayment,
    CreatePayout,
    RecordBankFact,
    {
      provide: DecideOutcome,
      inject: [TransactionRunner, CommandLocks, PayoutRepository, RefreshPayout, TBankClient],
      useFactory: (
        transactions: TransactionRunner,
        locks: CommandLocks,
        payouts: PayoutRepository,
        refresh: RefreshPayout,
        bank: TBankClient,
      ) => new DecideOutcome({ transactions, locks, payouts, refresh, bank, clock: systemClock }),
    },
  ],
})
export class PayoutModule {}
