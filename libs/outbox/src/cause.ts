import { type MessageContext } from '@lk/messaging';

/** Why a record was changed; kept with every row of history. */
export interface Cause {
  readonly kind: 'event' | 'command' | 'reconciliation';
  /** Event id, command id, or the id of the fact that reconciliation found. */
  readonly id: string;
}

/** The `source` of facts that reconciliation found missing. */
export const RECONCILIATION_SOURCE = 'urn:lk:reconciliation';

/** The message as the cause of what it changes. */
export function causeOf({ message }: MessageContext): Cause {
  if (message.kind === 'command') return { kind: 'command', id: message.id };
  const reconciled = message.event.source === RECONCILIATION_SOURCE;
  return { kind: reconciled ? 'reconciliation' : 'event', id: message.id };
}
