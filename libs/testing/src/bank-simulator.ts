import { BANK_SIMULATOR } from '../../../apps/bank-simulator/src/bank-simulator.service';
import { startTestService, type TestService } from './test-service';

/**
 * The bank's stand-in inside the test process, without rate limits and settling nothing by itself.
 * Not part of the index, so that tests without a bank do not load it.
 */
export function startBankSimulator(token: string): Promise<TestService> {
  return startTestService(BANK_SIMULATOR, {
    SIM_API_TOKEN: token,
    SIM_WEBHOOK_SECRET: 'sample-webhook-secret',
    SIM_RATE_LIMIT_ENABLED: 'false',
    SIM_AUTO_SETTLE: 'false',
  });
}
