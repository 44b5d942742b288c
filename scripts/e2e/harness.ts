import { Stage } from '../demo/stage';
import { type RunningSystem, startSystem, stopSystem } from '../system';

const ENVIRONMENT = {
  /** People may be synchronised at any moment, so that several stories can be played in one system. */
  SELF_EMPLOYED_SYNC_INTERVAL_MS: '1000',
  /** The bank gives up after half a minute here: longer than a service is down in these tests. */
  SIM_WEBHOOK_RETRY_SCALE: '0.03',
  LOG_LEVEL: 'info',
};

/** The whole system as processes on the servers of the test run. */
export async function startTestSystem(scale: Record<string, number> = {}): Promise<RunningSystem> {
  // What a test run that was cut off has left.
  await stopSystem(() => undefined);
  return startSystem({ scale, env: ENVIRONMENT, report: () => undefined });
}

/** A stage on which every step is checked silently. */
export function openStage(system: RunningSystem): Promise<Stage> {
  return Stage.open(system.env, () => undefined);
}
