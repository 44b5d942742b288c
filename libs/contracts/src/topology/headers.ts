/** Headers of ours on AMQP messages. The broker's own `x-death` family is never copied on. */
export const HEADERS = {
  /** How often handling failed so far. */
  attempts: 'x-attempts',
  /** The routing key the message was first published with; retry copies travel under the queue's name. */
  routingKey: 'x-original-routing-key',
  exchange: 'x-original-exchange',
  traceparent: 'traceparent',
  originQueue: 'x-origin-queue',
  errorCode: 'x-error-code',
  errorMessage: 'x-error-message',
  firstFailedAt: 'x-first-failed-at',
  lastFailedAt: 'x-last-failed-at',
  eventId: 'x-event-id',
  commandId: 'x-command-id',
  correlationId: 'x-correlation-id',
} as const;
