import { CLOUD_EVENT_CONTENT_TYPE, EXCHANGES, HEADERS, isBankEventType } from '@lk/contracts';
import { deterministicId, nextTraceparent } from '@lk/kernel';
import { eventMessage, newEvent, type OutgoingMessage } from '@lk/messaging';
import { type ReceivedWebhook } from '../domain/received-webhook';

/** The `source` of every event that came by webhook. */
export const WEBHOOK_SOURCE = 'urn:tbank:webhook';

/** The event a stored webhook is published as, or the alert when it was not understood. */
export function publicationOf(
  webhook: Pick<ReceivedWebhook, 'eventId' | 'receivedAt' | 'outcome'>,
): OutgoingMessage {
  const { outcome } = webhook;
  if (outcome.kind === 'quarantined') return quarantineAlert(webhook.eventId, outcome.reason);
  const traceparent = nextTraceparent();
  const envelope = {
    specversion: '1.0',
    id: webhook.eventId,
    source: WEBHOOK_SOURCE,
    type: outcome.type,
    time: (outcome.createdAt ?? webhook.receivedAt).toISOString(),
    datacontenttype: 'application/json',
    traceparent,
  };
  // The bank's own text of `data` is spliced in, so that no number changes on the way.
  const body = `${JSON.stringify(envelope).slice(0, -1)},"data":${outcome.rawData}}`;
  return {
    messageId: webhook.eventId,
    exchange: EXCHANGES.bankEvents,
    routingKey: outcome.type,
    contentType: CLOUD_EVENT_CONTENT_TYPE,
    headers: { [HEADERS.traceparent]: traceparent },
    body: Buffer.from(body),
    // A type nobody reads lands where on call sees it; a known type waits for its queue.
    onUnroutable: isBankEventType(outcome.type) ? 'retry' : 'park',
  };
}

/** One alert per reason: the notification service folds them by their key. */
export function quarantineAlert(eventId: string, reason: string): OutgoingMessage {
  const event = newEvent({
    id: deterministicId('quarantine-alert', eventId, reason),
    source: 'webhook-ingress',
    type: 'alert.raised',
    time: new Date(),
    data: {
      code: 'WEBHOOK_QUARANTINED',
      severity: 'warning',
      summary: 'A webhook with a valid signature was not understood and is kept in quarantine',
      dedupKey: `webhook-quarantined:${reason}`,
      details: { eventId, reason },
    },
  });
  return eventMessage(EXCHANGES.lkEvents, event);
}
