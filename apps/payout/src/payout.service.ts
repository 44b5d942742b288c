import { AmqpConfig, attachConsumers } from '@lk/messaging';
import { RetentionConfig } from '@lk/outbox';
import { DatabaseConfig } from '@lk/persistence';
import { InternalApiConfig, type ServiceDefinition } from '@lk/platform';
import { TBankConfig } from '@lk/tbank-client';
import { PayoutConfig } from './payout.config';
import { PayoutModule } from './payout.module';

/** The life of a payout; the only service that calls the bank's money-moving methods. */
export const payout: ServiceDefinition = {
  name: 'payout',
  configs: [
    DatabaseConfig,
    AmqpConfig,
    RetentionConfig,
    InternalApiConfig,
    TBankConfig,
    PayoutConfig,
  ],
  module: PayoutModule,
  beforeListen: attachConsumers,
};
