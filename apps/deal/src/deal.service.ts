import { AmqpConfig, attachConsumers } from '@lk/messaging';
import { RetentionConfig } from '@lk/outbox';
import { DatabaseConfig } from '@lk/persistence';
import { InternalApiConfig, type ServiceDefinition } from '@lk/platform';
import { TBankConfig } from '@lk/tbank-client';
import { DealConfig } from './deal.config';
import { DealModule } from './deal.module';

/** The life of a deal, from its creation at the bank to its end. */
export const deal: ServiceDefinition = {
  name: 'deal',
  configs: [
    DatabaseConfig,
    AmqpConfig,
    RetentionConfig,
    InternalApiConfig,
    TBankConfig,
    DealConfig,
  ],
  module: DealModule,
  beforeListen: attachConsumers,
};
