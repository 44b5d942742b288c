import { type Clock } from '@lk/kernel';
import { type Alert, type AlertSender } from '@lk/platform';
import { type GroupRepository, type GrownGroup } from '../adapters/group.repository';
import { alertOccasion } from '../domain/group-alerts';

/** Open letters from which a group is no longer a matter for tomorrow. */
const CRITICAL_FROM = 100;

/**
 * One alert for each group that appeared or grew, never one for each letter. What was told stands in
 * the group's row. It is written after the alert is stored: a crash between the two repeats the alert
 * under the same key, and receivers take it once; so do two processes at a time.
 */
export class RaiseGroupAlerts {
  constructor(
    private readonly groups: GroupRepository,
    private readonly alerts: AlertSender,
    private readonly clock: Clock,
  ) {}

  /** @returns how many were raised */
  async execute(): Promise<number> {
    const now = this.clock.now();
    let raised = 0;
    for (const group of await this.groups.findGrown()) {
      const state = { ...group, alertedAt: group.alertedAt ?? undefined };
      const occasion = alertOccasion(state, now);
      if (occasion === undefined) continue;
      await this.alerts.raise(alertOf(group, occasion));
      await this.groups.rememberAlert(group, now);
      raised += 1;
    }
    return raised;
  }
}

function alertOf(group: GrownGroup, occasion: string): Alert {
  const { fingerprint, queue, type, errorCode, bankErrorCode, openCount, totalCount } = group;
  return {
    code: 'DEAD_LETTERS_GROUP',
    severity: openCount >= CRITICAL_FROM ? 'critical' : 'warning',
    summary: 'Dead letters with one cause appeared or grew in number',
    dedupKey: `dead-letters:${fingerprint}:${group.alerts + 1}:${occasion}`,
    details: {
      ...{ fingerprint, occasion, queue, type, errorCode, bankErrorCode },
      open: openCount,
      total: totalCount,
    },
  };
}
