import { type CommandContext } from '@lk/messaging';
import { CommandRefusal } from '@lk/outbox';
import { transientError } from '@lk/kernel';
import { type DealEntity } from '../adapters/deal.entities';

/** Commands may overtake each other: a deal's `deal.create` gets a few seconds to come first. */
const TRIES_FOR_UNKNOWN = 3;

export type DealAtBank = DealEntity & { readonly externalDealId: string };

/**
 * The deal a command is about, known at the bank.
 * @throws AppError transient while it may still appear, then CommandRefusal `DEAL_NOT_FOUND`
 */
export function requireDealAtBank(context: CommandContext, deal: DealEntity | null): DealAtBank {
  if (deal !== null && isAtBank(deal)) return deal;
  if (context.message.failures < TRIES_FOR_UNKNOWN) {
    throw transientError('DEAL_NOT_READY', 'The deal is not known at the bank yet');
  }
  throw new CommandRefusal('DEAL_NOT_FOUND', 'There is no such deal at the bank');
}

function isAtBank(deal: DealEntity): deal is DealAtBank {
  return deal.externalDealId !== null;
}
