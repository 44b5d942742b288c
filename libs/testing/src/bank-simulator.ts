import { BANK_SIMULATOR } from '../../../apps/bank-simulator/src/bank-simulator.service';
import { startTestService, type TestService } from './test-service';

/**
 * The bank's stand-in inside the test process, without rate limits and settling nothing by itself,
 * unless `environment` says otherwise (`SIM_…` variables, for example those of the mTLS listener).
 * Not part of the index, so that tests without a bank do not load it.
 */
export function startBankSimulator(
  token: string,
  environment: Record<string, string> = {},
): Promise<TestService> {
  return startTestService(BANK_SIMULATOR, {
    SIM_API_TOKEN: token,
    SIM_WEBHOOK_SECRET: 'sample-webhook-secret',
    SIM_RATE_LIMIT_ENABLED: 'false',
    SIM_AUTO_SETTLE: 'false',
    ...environment,
  });
}

/** Certificates for its mTLS listener (and for a client), made in the test process. */
export { TestAuthority, writeTestFiles } from '../../../apps/bank-simulator/test/test-certificates';
