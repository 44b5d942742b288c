import { Stage } from '../demo/stage';
import { type RunningSystem, startSystem, stopSystem } from '../system';
import { emptyQueues } from './empty-queues';

const ENVIRONMENT = {
  /** People may be synchronised at any moment, so that several stories can be played in one system. */
  SELF_EMPLOYED_SYNC_INTERVAL_MS: '1000',
  TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS: '500',
  /** The bank gives up after half a minute here: longer than a service is down in these tests. */
  SIM_WEBHOOK_RETRY_SCALE: '0.03',
  LOG_LEVEL: 'info',
};

/** The whole system as processes on the servers of the test run. */
export async function startTestSystem(
  scale: Record<string, number> = {},
  env: Record<string, string> = {},
): Promise<RunningSystem> {
  // What a test run that was cut off has left.
  await stopSystem(() => undefined);
  await emptyQueues();
  return startSystem({ scale, env: { ...ENVIRONMENT, ...env }, report: () => undefined });
}

/** A stage on which every step is checked silently. */
export function openStage(system: RunningSystem): Promise<Stage> {
  return Stage.open(system.env, () => undefined);
}
