import { isJsonObject, type JsonObject, permanentError } from '@lk/kernel';

export const CLOUD_EVENT_CONTENT_TYPE = 'application/cloudevents+json';

/** CloudEvents 1.0, JSON structured mode. */
export interface CloudEvent<T = JsonObject> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Our id of the record the event is about, where known. */
  readonly subject?: string;
  readonly traceparent?: string;
  /** The run of reconciliation that found the fact. */
  readonly runid?: string;
  readonly data: T;
}

/**
 * A parsed message body as a CloudEvent.
 * @throws AppError `BAD_EVENT` (permanent) when a required attribute is missing.
 */
export function parseCloudEvent(body: unknown): CloudEvent {
  if (!isJsonObject(body)) throw permanentError('BAD_EVENT', 'An event must be a JSON object');
  for (const attribute of ['id', 'source', 'type']) {
    if (typeof body[attribute] !== 'string' || body[attribute] === '') {
      throw permanentError('BAD_EVENT', 'An event lacks a CloudEvents attribute', {
        safeDetails: { field: attribute },
      });
    }
  }
  if (!isJsonObject(body.data)) {
    throw permanentError('BAD_EVENT', 'The data of an event must be a JSON object');
  }
  return body as unknown as CloudEvent;
}
