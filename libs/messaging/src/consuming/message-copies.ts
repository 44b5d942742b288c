import { HEADERS } from '@lk/contracts';
import { type AppError, traceIdOf } from '@lk/kernel';
import { type ConsumeMessage, type Options } from 'amqplib';
import {
  exchangeOf,
  failuresOf,
  messageIdOf,
  replyAddress,
  routingKeyOf,
  textHeader,
} from './read-message';

type Properties = Options.Publish & { readonly messageId: string };

/**
 * Of the headers a message came with, only its trace goes on. With the broker's accounts of deaths a
 * copy is silently dropped when it later passes a queue with a time to live; CC and BCC would send it
 * to further queues; and what a sender wrote for itself may be personal data.
 */
function keptHeaders(message: ConsumeMessage): Record<string, string> {
  const traceparent = textHeader(message, HEADERS.traceparent);
  return traceparent !== undefined && traceIdOf(traceparent) !== undefined
    ? { [HEADERS.traceparent]: traceparent }
    : {};
}

/** A media type, an encoding, the name of a program; anything else a sender put there is not kept. */
const TECHNICAL = /^[\w.+/=-]{1,80}(; ?charset=[\w-]{1,20})?$/;

function technical(value: unknown): string | undefined {
  return typeof value === 'string' && TECHNICAL.test(value) ? value : undefined;
}

function originalProperties(message: ConsumeMessage): Properties {
  const properties = message.properties as unknown as Readonly<Record<string, unknown>>;
  const contentType = technical(properties.contentType);
  const contentEncoding = technical(properties.contentEncoding);
  const [type, appId] = [technical(properties.type), technical(properties.appId)];
  const timestamp = typeof properties.timestamp === 'number' ? properties.timestamp : undefined;
  const { replyTo, correlationId } = replyAddress(message);
  const messageId = messageIdOf(message) ?? '';
  return {
    messageId,
    ...defined({ contentType, contentEncoding, type, timestamp, appId, replyTo, correlationId }),
  };
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, v]) => v !== undefined),
  ) as Partial<T>;
}

/** As we wrote it on an earlier copy. */
function firstFailureOf(message: ConsumeMessage): string | undefined {
  const at = textHeader(message, HEADERS.firstFailedAt);
  return at !== undefined && /^[\d:.TZ-]{20,30}$/.test(at) ? at : undefined;
}

function failureHeaders(message: ConsumeMessage, now: Date): Record<string, string | number> {
  const at = now.toISOString();
  return {
    [HEADERS.attempts]: failuresOf(message) + 1,
    [HEADERS.routingKey]: routingKeyOf(message),
    [HEADERS.exchange]: exchangeOf(message),
    [HEADERS.firstFailedAt]: firstFailureOf(message) ?? at,
    [HEADERS.lastFailedAt]: at,
  };
}

/**
 * The properties of the copy that waits for its next attempt.
 * @param counts whether what happened was an attempt, or only a wait
 */
export function retryProperties(message: ConsumeMessage, now: Date, counts: boolean): Properties {
  const failures = failureHeaders(message, now);
  if (!counts) failures[HEADERS.attempts] = failuresOf(message);
  return { ...originalProperties(message), headers: { ...keptHeaders(message), ...failures } };
}

/** The properties of the copy that goes to the dead letters, with what on call needs to know. */
export function deadLetterProperties(
  message: ConsumeMessage,
  about: { readonly queue: string; readonly kind: 'event' | 'command'; readonly id?: string },
  error: AppError,
  now: Date,
): Properties {
  const { correlationId } = replyAddress(message);
  const id = about.id ?? messageIdOf(message) ?? '';
  return {
    ...originalProperties(message),
    headers: {
      ...keptHeaders(message),
      ...failureHeaders(message, now),
      [HEADERS.originQueue]: about.queue,
      [HEADERS.errorCode]: error.code,
      [HEADERS.errorMessage]: describe(error),
      [about.kind === 'event' ? HEADERS.eventId : HEADERS.commandId]: id,
      ...(correlationId === undefined ? {} : { [HEADERS.correlationId]: correlationId }),
    },
  };
}

/** The constant message and the safe details, never the text of a foreign error. */
function describe(error: AppError): string {
  const details = Object.entries(error.safeDetails).map(([name, value]) => `${name}=${value}`);
  return details.length > 0 ? `${error.message} (${details.join(', ')})` : error.message;
}
