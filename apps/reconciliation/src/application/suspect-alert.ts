import { type Alert } from '@lk/platform';
import { type Scope } from '../domain/finding';
import { type Suspicion } from '../domain/list-watch';

/** One alert for each reason that a run gives. */
export function suspectAlert(runId: string, scope: Scope, reason: Suspicion): Alert {
  return {
    code: 'RECONCILIATION_SUSPECT',
    severity: 'critical',
    summary: 'A run does not believe what was answered, and does not repair by it',
    dedupKey: `reconciliation-suspect:${scope}:${reason}:${runId}`,
    details: { runId, scope, reason },
  };
}
