import { type JsonObject } from '@lk/kernel';
import { type LetterKind } from '../dead-letter';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The longest id that an owner takes (`POST /messages/handled`). */
const MAX_LENGTH = 500;

/** Whether an owner can be asked about it; otherwise it refuses the ids of all that are asked with it. */
export const canBeAsked = (id: string): boolean => id.length <= MAX_LENGTH && !id.includes('\0');

/**
 * The id under which the owner remembers a message: an event's stands in its envelope, a command's is
 * the message id.
 */
export function messageIdentity(
  kind: LetterKind,
  messageId: string | undefined,
  body: JsonObject | undefined,
): string | undefined {
  return (kind === 'event' ? text(body?.id) : undefined) ?? text(messageId);
}
