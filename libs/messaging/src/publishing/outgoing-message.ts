import { isUuid, type JsonObject, nextTraceparent } from '@lk/kernel';
import {
  CLOUD_EVENT_CONTENT_TYPE,
  type CloudEvent,
  type CommandReply,
  HEADERS,
} from '@lk/contracts';

/**
 * What to do when no queue takes a message: keep trying, or let it go. Or, whoever else may take it, put
 * a copy aside for on call: an observer's queue must not hide what no service reads.
 */
export type UnroutablePolicy = 'retry' | 'park' | 'drop';

/** A message on its way out; names are without namespace. */
export interface OutgoingMessage {
  readonly messageId: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly contentType: string;
  readonly correlationId?: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
  readonly onUnroutable: UnroutablePolicy;
}

/** An event of ours or of the bank; its message id is the event id. */
export function eventMessage(
  exchange: string,
  event: CloudEvent<object>,
  onUnroutable: UnroutablePolicy = 'retry',
): OutgoingMessage {
  return {
    messageId: event.id,
    exchange,
    routingKey: event.type,
    contentType: CLOUD_EVENT_CONTENT_TYPE,
    headers: event.traceparent ? { [HEADERS.traceparent]: event.traceparent } : {},
    body: Buffer.from(JSON.stringify(event)),
    onUnroutable,
  };
}

/** The attributes that differ between events; the rest of the envelope is the same for all. */
export interface NewEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: Date;
  readonly subject?: string;
  readonly parentTrace?: string;
  readonly data: object;
}

/** A CloudEvent around the given data, continuing the trace of its cause. */
export function newEvent(event: NewEvent): CloudEvent<object> {
  return {
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    time: event.time.toISOString(),
    datacontenttype: 'application/json',
    ...(event.subject === undefined ? {} : { subject: event.subject }),
    traceparent: nextTraceparent(event.parentTrace),
    data: event.data,
  };
}

/** Our id of what a command is about, where it says so: the payout rather than its deal. */
export function subjectOfCommand(body: object): string | undefined {
  const { payoutId, selfEmployedId, dealId } = body as Readonly<Record<string, unknown>>;
  const id = payoutId ?? selfEmployedId ?? dealId;
  return isUuid(id) ? id.toLowerCase() : undefined;
}

/** The answer to a command. Nobody waiting any more is no failure, so it may be dropped. */
export function replyMessage(
  to: { readonly replyTo: string; readonly correlationId?: string; readonly commandId: string },
  reply: CommandReply,
): OutgoingMessage {
  return {
    messageId: to.commandId,
    exchange: '',
    routingKey: to.replyTo,
    contentType: 'application/json',
    ...(to.correlationId === undefined ? {} : { correlationId: to.correlationId }),
    headers: {},
    body: Buffer.from(JSON.stringify(reply as unknown as JsonObject)),
    onUnroutable: 'drop',
  };
}
