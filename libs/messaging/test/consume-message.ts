import { type ConsumeMessage } from 'amqplib';

interface Given {
  readonly body?: unknown;
  readonly routingKey?: string;
  readonly exchange?: string;
  readonly headers?: Record<string, unknown>;
  readonly properties?: Record<string, unknown>;
}

/** A delivery as amqplib hands it over; what is not given is as a plain publisher leaves it. */
export function consumeMessage(given: Given = {}): ConsumeMessage {
  const { body = {}, routingKey = 'deal.accept', exchange = 'bank.commands' } = given;
  const content = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return {
    content,
    fields: { consumerTag: 'c', deliveryTag: 1, redelivered: false, exchange, routingKey },
    properties: { headers: given.headers, ...given.properties },
  } as unknown as ConsumeMessage;
}
