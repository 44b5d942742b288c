import { createHmac, randomUUID } from 'node:crypto';
import { type BankEvent } from '../../domain/bank-context';

/** Exact bytes on their way to the ingress. */
export interface WebhookMessage {
  readonly id: string;
  readonly type: string;
  readonly body: Buffer;
  /** Overrides the computed signature; empty sends none. */
  readonly signature?: string | undefined;
}

/** An event as a person may hand it to the control surface. */
export interface EventToSend extends BankEvent {
  id?: string | undefined;
  createdAt?: string | undefined;
}

/** Puts an event into the envelope; the bytes are fixed here and repeated by every attempt. */
export function messageOf(event: EventToSend, now: Date): WebhookMessage {
  const { id = randomUUID(), type, createdAt = now.toISOString(), data } = event;
  return { id, type, body: Buffer.from(JSON.stringify({ id, type, createdAt, data })) };
}

/** Lower-case hex HMAC-SHA256 of the raw bytes. */
export function signatureOf(body: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
