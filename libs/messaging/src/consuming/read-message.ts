import { HEADERS, parseCloudEvent } from '@lk/contracts';
import { isJsonObject, isUuid, permanentError } from '@lk/kernel';
import { type ConsumeMessage } from 'amqplib';
import { type Incoming, type IncomingCommand, type IncomingEvent } from './message-context';

/** A header of ours as text, if the message has it. */
export function textHeader(message: ConsumeMessage, name: string): string | undefined {
  const value: unknown = message.properties.headers?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** How often the message has failed before. */
export function failuresOf(message: ConsumeMessage): number {
  const value: unknown = message.properties.headers?.[HEADERS.attempts];
  return typeof value === 'number' && value > 0 ? value : 0;
}

/**
 * The key the message was published with first; a retry copy arrives under the queue's name, by the
 * default exchange. Through any other exchange came the sender's own message: its headers say nothing.
 */
export function routingKeyOf(message: ConsumeMessage): string {
  return originOf(message, HEADERS.routingKey) ?? message.fields.routingKey;
}

/** The exchange the message was published to first. */
export function exchangeOf(message: ConsumeMessage): string {
  return originOf(message, HEADERS.exchange) ?? message.fields.exchange;
}

function originOf(message: ConsumeMessage, header: string): string | undefined {
  return message.fields.exchange === '' ? textHeader(message, header) : undefined;
}

/** A property of the message when it is a non-empty text. */
function textProperty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function messageIdOf(message: ConsumeMessage): string | undefined {
  return textProperty(message.properties.messageId);
}

/** No payload of ours is a dozen levels deep; far deeper ones break whoever walks them recursively. */
const MAX_DEPTH = 64;

/** Whether brackets nest deeper than allowed; counts those inside texts too, which is no harm. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function parseBody(message: ConsumeMessage): object {
  const text = message.content.toString('utf8');
  if (isTooDeep(text)) throw permanentError('BAD_PAYLOAD', 'The body is nested too deeply');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // The parser's words quote the text, so they are not kept.
    throw permanentError('BAD_JSON', 'The body is not JSON');
  }
  if (!isJsonObject(body)) throw permanentError('BAD_PAYLOAD', 'The body must be a JSON object');
  return body;
}

/** A command without fields may come without a body. */
const isNothing = ({ content }: ConsumeMessage): boolean =>
  ['', 'null'].includes(content.toString('utf8', 0, 100).trim());

/**
 * A delivery of an events queue.
 * @throws AppError (permanent) `BAD_JSON`, `BAD_PAYLOAD` or `BAD_EVENT`.
 */
export function readEvent(message: ConsumeMessage, queue: string): IncomingEvent {
  const event = parseCloudEvent(parseBody(message));
  const traceparent = event.traceparent ?? textHeader(message, HEADERS.traceparent);
  const failures = failuresOf(message);
  return { kind: 'event', id: event.id, type: event.type, queue, failures, event, traceparent };
}

/**
 * A delivery of a commands queue.
 * @throws AppError (permanent) `MESSAGE_ID_REQUIRED`, `BAD_JSON` or `BAD_PAYLOAD`.
 */
export function readCommand(message: ConsumeMessage, queue: string): IncomingCommand {
  const id = messageIdOf(message);
  if (!isUuid(id)) {
    throw permanentError('MESSAGE_ID_REQUIRED', 'A command needs a uuid as its message_id');
  }
  return {
    kind: 'command',
    id: id.toLowerCase(),
    type: routingKeyOf(message),
    queue,
    failures: failuresOf(message),
    body: isNothing(message) ? {} : parseBody(message),
    ...replyAddress(message),
    traceparent: textHeader(message, HEADERS.traceparent),
  };
}

/** Where the answer to a command goes; known even when the command itself cannot be read. */
export function replyAddress(message: ConsumeMessage): {
  replyTo?: string;
  correlationId?: string;
} {
  return {
    replyTo: textProperty(message.properties.replyTo),
    correlationId: textProperty(message.properties.correlationId),
  };
}

export type MessageReader = (message: ConsumeMessage, queue: string) => Incoming;
