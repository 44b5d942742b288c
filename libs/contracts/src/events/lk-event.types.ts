/** What our services tell the cabinet and each other (exchange `lk.events`). */
export const LK_EVENT_TYPES = [
  'deal.status-changed',
  'payout.status-changed',
  'self-employed.status-changed',
  'self-employed.risk-flagged',
  'notification.requested',
  'alert.raised',
  'command.completed',
  'command.rejected',
  'command.failed',
  'reconciliation.finished',
  'drift.found',
  'drift.repaired',
] as const;

export type LkEventType = (typeof LK_EVENT_TYPES)[number];
