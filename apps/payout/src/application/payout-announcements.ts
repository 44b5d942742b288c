import {
  type AlertRaisedData,
  type PayoutStatus,
  type PayoutStatusChangedData,
} from '@lk/contracts';
import { type Cause, type DomainEvent } from '@lk/outbox';
import { type PayoutEntity } from '../adapters/payout.entities';
import { type PayoutContradiction } from '../domain/payout-state';

export interface PayoutChange {
  /** After the change. */
  readonly payout: PayoutEntity;
  /** Absent for a new payout. */
  readonly before?: PayoutStatus;
  readonly cause: Cause;
  readonly contradictions: readonly PayoutContradiction[];
  readonly errorCode?: string;
}

/** What others are told of a change of a payout. */
export function payoutAnnouncements(change: PayoutChange): DomainEvent[] {
  const { payout, before } = change;
  const failed = payout.status === 'failed' && before !== 'failed';
  return [
    statusChanged(change),
    ...(failed ? [failureAlert(change)] : []),
    ...change.contradictions.map((name) => contradictionAlert(payout, name)),
  ];
}

function statusChanged({ payout, before, cause }: PayoutChange): DomainEvent {
  const { payoutId, dealId, recipientId, externalRecipientId, paidAt, version } = payout;
  const data: PayoutStatusChangedData = {
    payoutId,
    dealId,
    recipientId,
    externalRecipientId,
    from: before,
    to: payout.status,
    amountKopecks: payout.amountKopecks.toString(),
    paidAt: paidAt?.toISOString(),
    version,
    cause,
  };
  return { type: 'payout.status-changed', data };
}

function failureAlert({ payout, errorCode }: PayoutChange): DomainEvent {
  const { payoutId, dealId, recipientId, paymentId, amountKopecks } = payout;
  const data: AlertRaisedData = {
    code: 'PAYOUT_FAILED',
    severity: 'critical',
    summary: 'The bank did not carry out a payout',
    dedupKey: `payout-failed:${payoutId}`,
    details: {
      payoutId,
      dealId,
      recipientId,
      paymentId,
      amountKopecks: amountKopecks.toString(),
      errorCode: errorCode ?? null,
    },
  };
  return { type: 'alert.raised', data };
}

function contradictionAlert(
  { payoutId, dealId }: PayoutEntity,
  name: PayoutContradiction,
): DomainEvent {
  const data: AlertRaisedData = {
    code: 'PAYOUT_FACTS_CONTRADICT',
    severity: 'critical',
    summary: 'The bank told things about a payout that cannot both be true',
    dedupKey: `payout-facts:${payoutId}:${name}`,
    details: { payoutId, dealId, reason: name },
  };
  return { type: 'alert.raised', data };
}
