import { HEADERS } from '@lk/contracts';
import { type AppError } from '@lk/kernel';
import { type ConsumeMessage, type Options } from 'amqplib';
import { failuresOf, messageIdOf, replyAddress, routingKeyOf, textHeader } from './read-message';

type Properties = Options.Publish & { readonly messageId: string };

/**
 * Headers the broker acts on, which no copy of ours ever has. With its own accounts of deaths a
 * message is silently dropped when it later passes a queue with a time to live; CC and BCC would send
 * each copy to further queues, in the worst case to the one it came from.
 */
const BROKER_HEADERS =
  /^(x-(death|first-death-.*|last-death-.*|delivery-count|acquired-count)|CC|BCC)$/i;

function ownHeaders(message: ConsumeMessage): Record<string, unknown> {
  const headers = (message.properties.headers ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !BROKER_HEADERS.test(name)));
}

function originalProperties(message: ConsumeMessage): Properties {
  const { contentType, contentEncoding, type, timestamp, appId } =
    message.properties as unknown as Record<string, string & number>;
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

function failureHeaders(message: ConsumeMessage, now: Date): Record<string, string | number> {
  const at = now.toISOString();
  return {
    [HEADERS.attempts]: failuresOf(message) + 1,
    [HEADERS.routingKey]: routingKeyOf(message),
    [HEADERS.exchange]: textHeader(message, HEADERS.exchange) ?? message.fields.exchange,
    [HEADERS.firstFailedAt]: textHeader(message, HEADERS.firstFailedAt) ?? at,
    [HEADERS.lastFailedAt]: at,
  };
}

/** The properties of the copy that waits for its next attempt. */
export function retryProperties(message: ConsumeMessage, now: Date): Properties {
  const headers = { ...ownHeaders(message), ...failureHeaders(message, now) };
  return { ...originalProperties(message), headers };
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
      ...ownHeaders(message),
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
