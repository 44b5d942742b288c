import { type MessageContext } from '@lk/messaging';

/** Why a record was changed; kept with every row of history. */
export interface Cause {
  readonly kind: 'event' | 'command' | 'reconciliation';
  /** Event id, command id, or the id of the run of reconciliation that found the fact. */
  readonly id: string;
}

/** The `source` of facts that reconciliation found missing. */
export const RECONCILIATION_SOURCE = 'urn:lk:reconciliation';

/** The message as the cause of what it changes. */
export function causeOf({ message }: MessageContext): Cause {
  if (message.kind === 'command') return { kind: 'command', id: message.id };
  const { source, runid } = message.event;
  if (source !== RECONCILIATION_SOURCE) return { kind: 'event', id: message.id };
  return { kind: 'reconciliation', id: typeof runid === 'string' ? runid : message.id };
}
