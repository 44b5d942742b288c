import { type OutgoingMessage } from '@lk/messaging';
import { type Transaction } from '@lk/persistence';

/** The channel on which relays are told that there is something to send; the payload is the schema. */
export const OUTBOX_CHANNEL = 'lk_outbox';

/** In the order of the columns; `unnest` keeps it one statement for any number of messages. */
const INSERT = `
  WITH added AS (
    INSERT INTO outbox
      (message_id, exchange, routing_key, content_type, correlation_id, headers, body, on_unroutable)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[],
                         $7::bytea[], $8::text[])
    RETURNING 1
  )
  SELECT pg_notify('${OUTBOX_CHANNEL}', current_schema())`;

/** The columns of many messages, as the arrays that `unnest` takes. */
export function outboxColumns(messages: readonly OutgoingMessage[]): unknown[] {
  return [
    messages.map((message) => message.messageId),
    messages.map((message) => message.exchange),
    messages.map((message) => message.routingKey),
    messages.map((message) => message.contentType),
    messages.map((message) => message.correlationId ?? null),
    messages.map((message) => JSON.stringify(message.headers)),
    messages.map((message) => message.body),
    messages.map((message) => message.onUnroutable),
  ];
}

/** Messages that are sent if, and only if, the transaction commits. */
export class Outbox {
  async add(tx: Transaction, messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length > 0) await tx.query(INSERT, outboxColumns(messages));
  }
}
