import { type LetterKind } from '../dead-letter';

/** A change at the bank whose outcome is unknown, as the journal of calls has it. */
export interface OpenCall {
  readonly businessId: string;
  /** What nothing else may be about meanwhile, for example `deal:<id>`. */
  readonly exclusive: readonly string[];
  readonly shared: readonly string[];
}

export interface CommandSubject {
  readonly kind: LetterKind;
  readonly type: string | null;
  readonly dealId: string | null;
  readonly payoutId: string | null;
  readonly selfEmployedId: string | null;
}

/**
 * Whether the bank may have carried out a change of what the command is about. A payout is in doubt by
 * its own payment or by a change of its deal; another payout of the deal does not touch it. A change of
 * the deal is in doubt by everything about the deal.
 */
export function isInDoubt(command: CommandSubject, calls: readonly OpenCall[]): boolean {
  if (command.kind !== 'command') return false;
  const own = [command.payoutId, command.selfEmployedId, command.dealId].filter(
    (id) => id !== null,
  );
  const deal = command.dealId === null ? undefined : `deal:${command.dealId}`;
  const changesDeal = command.payoutId === null;
  return calls.some(({ businessId, exclusive, shared }) => {
    if (own.includes(businessId) && (changesDeal || businessId !== command.dealId)) return true;
    if (deal === undefined) return false;
    return exclusive.includes(deal) || (changesDeal && shared.includes(deal));
  });
}
