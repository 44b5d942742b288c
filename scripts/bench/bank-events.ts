import { type CloudEvent } from '@lk/contracts';
import { eventIdOf, paymentData } from './samples';

/** What each deal of a round is told, one after the other: both change its state. */
const TYPES = ['payment.pending', 'payment.completed'] as const;

/** The events of a round, in the form in which the ingress publishes them: first all deals pending. */
export function bankEvents(prefix: string, deals: number): CloudEvent[] {
  return TYPES.flatMap((type) =>
    Array.from({ length: deals }, (_, index) => ({
      specversion: '1.0' as const,
      id: eventIdOf(`${prefix}-${type}`, index),
      source: 'urn:tbank:webhook',
      type,
      time: new Date().toISOString(),
      datacontenttype: 'application/json' as const,
      data: paymentData(prefix, index) as CloudEvent['data'],
    })),
  );
}
