import { type MessageContext } from '@lk/messaging';
import { type Cause } from '../adapters/deal.repository';

/** The `source` of facts that reconciliation found missing. */
const RECONCILIATION_SOURCE = 'urn:lk:reconciliation';

/** The message as the cause of what it changes. */
export function causeOf({ message }: MessageContext): Cause {
  if (message.kind === 'command') return { kind: 'command', id: message.id };
  const reconciled = message.event.source === RECONCILIATION_SOURCE;
  return { kind: reconciled ? 'reconciliation' : 'event', id: message.id };
}
