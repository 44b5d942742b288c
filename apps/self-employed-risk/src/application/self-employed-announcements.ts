import {
  type AlertRaisedData,
  type NotificationRequestedData,
  type SelfEmployedRiskFlaggedData,
  type SelfEmployedStatus,
  type SelfEmployedStatusChangedData,
} from '@lk/contracts';
import { type Cause, type DomainEvent } from '@lk/outbox';
import { type SelfEmployedEntity } from '../adapters/self-employed.entities';

/** After a change of the status; `before` is absent for somebody new. */
export function statusChanged(
  { selfEmployedId, status: to, version }: SelfEmployedEntity,
  before: SelfEmployedStatus | undefined,
  cause: Cause,
): DomainEvent {
  const data: SelfEmployedStatusChangedData = { selfEmployedId, from: before, to, version, cause };
  return { type: 'self-employed.status-changed', data };
}

/** Once in the life of a person: the cabinet, the participants and support learn of the risk. */
export function riskFlagged(person: SelfEmployedEntity, cause: Cause): DomainEvent[] {
  const { selfEmployedId, cancelledReceipts, version } = person;
  const flagged: SelfEmployedRiskFlaggedData = {
    selfEmployedId,
    cancelledReceipts,
    version,
    cause,
  };
  const alert: AlertRaisedData = {
    code: 'SELF_EMPLOYED_FLAGGED',
    severity: 'critical',
    summary: 'A self-employed person cancelled too many receipts and is not paid any more',
    dedupKey: `self-employed-flagged:${selfEmployedId}`,
    details: { selfEmployedId, count: cancelledReceipts },
  };
  const notification: NotificationRequestedData = {
    template: 'self-employed-flagged',
    audience: 'participants',
    dedupKey: `${selfEmployedId}:self-employed-flagged`,
    parameters: { selfEmployedId, count: cancelledReceipts },
  };
  return [
    { type: 'self-employed.risk-flagged', data: flagged },
    { type: 'alert.raised', data: alert },
    { type: 'notification.requested', data: notification },
  ];
}

/** At every event, also about a receipt known to be cancelled: the bank thought it worth telling. */
export function receiptCancelled(
  { selfEmployedId, cancelledReceipts: count }: SelfEmployedEntity,
  { eventId, receiptId }: { readonly eventId: string; readonly receiptId: string | null },
): DomainEvent {
  const data: AlertRaisedData = {
    code: 'RECEIPT_CANCELLED',
    severity: 'warning',
    summary: 'A self-employed person cancelled a receipt',
    dedupKey: `receipt-cancelled:${eventId}`,
    details: { selfEmployedId, count, ...(receiptId === null ? {} : { receiptId }) },
  };
  return { type: 'alert.raised', data };
}
