import { CommandRefusal } from '@lk/outbox';
import { type PayoutRefusal, REFUSAL_MESSAGES } from '../domain/payout-rules';

/** @throws CommandRefusal unless there is no reason to refuse */
export function refuse(code: PayoutRefusal): never;
export function refuse(code: PayoutRefusal | undefined): void;
export function refuse(code: PayoutRefusal | undefined): void {
  if (code !== undefined) throw new CommandRefusal(code, REFUSAL_MESSAGES[code]);
}
