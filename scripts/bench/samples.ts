import { createHmac } from 'node:crypto';

/**
 * Every process of a run makes the same ids and texts from a prefix and a number, so that only the
 * prefix travels between them.
 */

/** The bank's id of the deal with that number. */
export const externalDealIdOf = (prefix: string, index: number): string =>
  `${prefix}-deal-${index}`;

/** The id of an event about it. */
export const eventIdOf = (prefix: string, index: number): string => `${prefix}-${index}`;

/** The `data` of an event about a payment. */
export function paymentData(prefix: string, index: number): object {
  return {
    dealId: externalDealIdOf(prefix, index),
    paymentId: `${prefix}-payment-${index}`,
    amount: 150000.5,
    currency: 'RUB',
    payer: { kind: 'individual', reference: `reference of the payer number ${index}` },
    purpose: 'Payment under the contract of sale; no value added tax',
  };
}

/** A webhook as the bank words it, about 400 bytes. */
export function webhookBody(prefix: string, index: number): Buffer {
  const body = {
    id: eventIdOf(prefix, index),
    type: 'payment.pending',
    createdAt: new Date().toISOString(),
    data: paymentData(prefix, index),
  };
  return Buffer.from(JSON.stringify(body));
}

/** The signature the bank sends along. */
export const sign = (secret: string, body: Buffer): string =>
  createHmac('sha256', secret).update(body).digest('hex');
