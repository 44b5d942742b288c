import { Stage } from '../demo/stage';
import { type RunningSystem, startSystem } from '../system';

/** People may be synchronised at any moment, so that several stories can be played in one system. */
const ENVIRONMENT = { SELF_EMPLOYED_SYNC_INTERVAL_MS: '1000', LOG_LEVEL: 'info' };

/** The whole system as processes on the servers of the test run. */
export async function startTestSystem(scale: Record<string, number> = {}): Promise<RunningSystem> {
  return startSystem({ scale, env: ENVIRONMENT, report: () => undefined });
}

/** A stage on which every step is checked silently. */
export function openStage(system: RunningSystem): Promise<Stage> {
  return Stage.open(system.env, () => undefined);
}
