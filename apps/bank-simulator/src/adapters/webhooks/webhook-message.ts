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

/** Puts an event into the envelope; the bytes are fixed here and repeated by every attempt. */
export function messageOf({ type, data }: BankEvent, now: Date): WebhookMessage {
  const [id, createdAt] = [randomUUID(), now.toISOString()];
  return { id, type, body: Buffer.from(JSON.stringify({ id, type, createdAt, data })) };
}

/** Lower-case hex HMAC-SHA256 of the raw bytes. */
export function signatureOf(body: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
