import {
  type AlertRaisedData,
  type DealStatus,
  type DealStatusChangedData,
  type NotificationRequestedData,
} from '@lk/contracts';
import { type Cause, type DomainEvent } from '@lk/outbox';
import { type DealEntity, type RecipientEntity } from '../adapters/deal.entities';
import { type Contradiction } from '../domain/deal-state';

/** The text participants get when a deal comes to a status. */
const NOTIFICATIONS: Partial<Record<DealStatus, string>> = {
  paid_to_bank: 'payment-completed',
  payment_failed: 'payment-failed',
  released_paid_out: 'deal-paid-out',
  cancelled_before_pay: 'deal-cancelled',
  cancelled_refunded: 'deal-cancelled',
};

export interface DealChange {
  /** After the change. */
  readonly deal: DealEntity;
  readonly recipients: readonly RecipientEntity[];
  /** The status before; absent for a new deal. */
  readonly before?: DealStatus;
  readonly cause: Cause;
  readonly contradictions: readonly Contradiction[];
}

/** What others are told of a change of a deal. */
export function dealAnnouncements(change: DealChange): DomainEvent[] {
  const alerts = change.contradictions.map((name) => contradictionAlert(change.deal, name));
  return [statusChanged(change), ...notification(change), ...alerts];
}

function statusChanged({ deal, recipients, before, cause }: DealChange): DomainEvent {
  const data: DealStatusChangedData = {
    dealId: deal.dealId,
    externalDealId: deal.externalDealId ?? undefined,
    from: before,
    to: deal.status,
    bankStatus: deal.bankStatus,
    recipients: recipients.map(({ recipientId, payoutStatus }) => ({ recipientId, payoutStatus })),
    version: deal.version,
    cause,
  };
  return { type: 'deal.status-changed', data };
}

function notification({ deal, before, cause }: DealChange): DomainEvent[] {
  const template = deal.status === before ? undefined : NOTIFICATIONS[deal.status];
  if (!template) return [];
  const { dealId, amountKopecks } = deal;
  const data: NotificationRequestedData = {
    template,
    audience: 'participants',
    // A payment may fail several times; everything else happens once in the life of a deal.
    dedupKey: [dealId, template, ...(template === 'payment-failed' ? [cause.id] : [])].join(':'),
    dealId,
    parameters: { dealId, amountKopecks: amountKopecks.toString() },
  };
  return [{ type: 'notification.requested', data }];
}

function contradictionAlert({ dealId }: DealEntity, name: Contradiction): DomainEvent {
  const data: AlertRaisedData = {
    code: 'DEAL_FACTS_CONTRADICT',
    severity: 'critical',
    summary: 'The bank told things about a deal that cannot both be true',
    dedupKey: `deal-facts:${dealId}:${name}`,
    details: { dealId, reason: name },
  };
  return { type: 'alert.raised', data };
}
