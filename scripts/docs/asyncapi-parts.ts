import { HEADERS } from '@lk/contracts';
import { type JsonSchema } from './json-schema';

const text = (description: string): JsonSchema => ({ type: 'string', description });
const time = (description: string): JsonSchema => ({
  ...text(description),
  format: 'date-time',
});

/** CloudEvents 1.0, JSON structured mode, as `CloudEvent` of the contracts has it. */
export const EVENT_ENVELOPE = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'time', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: text('The identity of the event, also the AMQP message id'),
    source: text('Who tells it'),
    time: time('When it happened'),
    datacontenttype: { const: 'application/json' },
    subject: text('Our id of the record the event is about, where known'),
    traceparent: text('W3C trace context'),
  },
} satisfies JsonSchema;

/** AMQP properties and headers of a command. */
export const COMMAND_HEADERS = {
  type: 'object',
  required: ['message_id'],
  properties: {
    message_id: { ...text('The identity of the command'), format: 'uuid' },
    reply_to: text('Queue that gets the answer'),
    correlation_id: text('Comes back with the answer'),
    [HEADERS.traceparent]: text('W3C trace context'),
  },
} satisfies JsonSchema;

const DEAD_LETTER_TEXTS: Readonly<Record<keyof typeof HEADERS, JsonSchema>> = {
  attempts: { type: 'integer', description: 'How often handling failed' },
  routingKey: text('Routing key it was first published with'),
  exchange: text('Exchange it was first published to'),
  traceparent: text('W3C trace context'),
  originQueue: text('Queue in which it failed'),
  errorCode: text('Stable code of the failure'),
  errorMessage: text('A sentence without personal data'),
  firstFailedAt: time('First failure'),
  lastFailedAt: time('Last failure'),
  eventId: text('Of an event'),
  commandId: text('Of a command'),
  correlationId: text('As it came'),
};

/** Headers that the consumer adds when it gives a message up. */
export const DEAD_LETTER_HEADERS = {
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(HEADERS).map(([key, header]) => [
      header,
      DEAD_LETTER_TEXTS[key as keyof typeof HEADERS],
    ]),
  ),
} satisfies JsonSchema;

/** The answer to a command that carried `reply_to`: `CommandReply` of the contracts. */
export const REPLY = {
  type: 'object',
  required: ['status'],
  properties: {
    status: { type: 'string', enum: ['completed', 'rejected', 'failed'] },
    result: { type: 'object', description: 'Of a completed command' },
    error: {
      type: 'object',
      description: 'Of any other',
      required: ['code', 'message', 'retryable'],
      properties: {
        code: text('Stable code; see docs/commands.md'),
        message: text('A sentence without personal data'),
        retryable: { type: 'boolean', description: 'Whether the same command can help again' },
      },
    },
  },
} satisfies JsonSchema;
