import { AmqpConfig, attachConsumers } from '@lk/messaging';
import { RetentionConfig } from '@lk/outbox';
import { DatabaseConfig } from '@lk/persistence';
import { InternalApiConfig, type ServiceDefinition } from '@lk/platform';
import { TBankConfig } from '@lk/tbank-client';
import { SelfEmployedRiskConfig } from './self-employed-risk.config';
import { SelfEmployedRiskModule } from './self-employed-risk.module';

/** The registry of self-employed people, their receipts and the verdict on whom not to pay. */
export const selfEmployedRisk: ServiceDefinition = {
  name: 'self-employed-risk',
  configs: [
    DatabaseConfig,
    AmqpConfig,
    RetentionConfig,
    InternalApiConfig,
    TBankConfig,
    SelfEmployedRiskConfig,
  ],
  module: SelfEmployedRiskModule,
  beforeListen: attachConsumers,
};
