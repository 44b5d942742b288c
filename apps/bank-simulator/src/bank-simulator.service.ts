import { type ServiceDefinition } from '@lk/platform';
import { BankSimulatorModule } from './bank-simulator.module';
import { SimulatorConfig } from './simulator.config';
import { SimulatorTlsConfig } from './simulator-tls.config';

/** The service as `main.ts` and the tests start it. */
export const BANK_SIMULATOR: ServiceDefinition = {
  name: 'bank-simulator',
  configs: [SimulatorConfig, SimulatorTlsConfig],
  module: BankSimulatorModule,
};
