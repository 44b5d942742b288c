import { AmqpConfig, attachConsumers } from '@lk/messaging';
import { RetentionConfig } from '@lk/outbox';
import { DatabaseConfig } from '@lk/persistence';
import { InternalApiConfig, type ServiceDefinition } from '@lk/platform';
import { TBankConfig } from '@lk/tbank-client';
import { RunWorker } from './application/run-worker';
import { Upkeep } from './application/upkeep';
import { ReconciliationConfig } from './reconciliation.config';
import { ReconciliationModule } from './reconciliation.module';

/** Compares every record with the bank, explains each difference, repairs by policy. */
export const reconciliation: ServiceDefinition = {
  name: 'reconciliation',
  configs: [
    DatabaseConfig,
    AmqpConfig,
    RetentionConfig,
    InternalApiConfig,
    TBankConfig,
    ReconciliationConfig,
  ],
  module: ReconciliationModule,
  beforeListen: async (app) => {
    await attachConsumers(app);
    app.get(RunWorker).start();
    app.get(Upkeep).start();
  },
};
