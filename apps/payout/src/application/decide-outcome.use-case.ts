import { type Clock } from '@lk/kernel';
import { type Cause, type CommandLocks } from '@lk/outbox';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type TBankClient } from '@lk/tbank-client';
import { type PayoutRepository } from '../adapters/payout.repository';
import { paymentCall } from './payment-call';
import { type RefreshPayout } from './refresh-payout';

/** What the bank has told a person about a payment that it does not show. */
export type Outcome =
  { readonly made: true; readonly paymentId: string } | { readonly made: false };

export type Decided = 'decided' | 'not-found' | 'not-undecided' | 'payment-taken';

export interface DecideOutcomeParts {
  readonly transactions: TransactionRunner;
  readonly locks: CommandLocks;
  readonly payouts: PayoutRepository;
  readonly refresh: RefreshPayout;
  readonly bank: TBankClient;
  readonly clock: Clock;
}

/**
 * Ends the doubt about a payment when look-ups and repeats have not: the bank confirmed to a person that
 * it was made, or that it was not and never will be. The payout first, the journal of calls second: a
 * crash between leaves the doubt, and the same decision may be told again.
 */
export class DecideOutcome {
  constructor(private readonly parts: DecideOutcomeParts) {}

  /** Under the lock of the payout's command, which may be looking it up at this moment. */
  execute(payoutId: string, outcome: Outcome): Promise<Decided> {
    return this.parts.locks.withLock(`payout:${payoutId}`, () => this.decide(payoutId, outcome));
  }

  private async decide(payoutId: string, outcome: Outcome): Promise<Decided> {
    const { transactions, payouts, bank } = this.parts;
    const payout = await transactions.run((tx) => payouts.find(tx, payoutId));
    if (!payout) return 'not-found';
    const call = paymentCall(payout);
    if (!(await bank.changes.isForPersons(call))) return 'not-undecided';
    const isOfAnother = await transactions.run(async (tx) => {
      if (outcome.made && (await this.isTaken(tx, payoutId, outcome.paymentId))) return true;
      await this.record(tx, payoutId, outcome);
      return false;
    });
    if (isOfAnother) return 'payment-taken';
    await bank.changes.decide(call, outcome.made);
    return 'decided';
  }

  private async isTaken(tx: Transaction, payoutId: string, paymentId: string): Promise<boolean> {
    const owners = await this.parts.payouts.candidates(tx, { paymentId, recipientId: '' });
    return owners.some((owner) => owner.payoutId !== payoutId);
  }

  private async record(tx: Transaction, payoutId: string, outcome: Outcome): Promise<void> {
    const { payouts, refresh, clock } = this.parts;
    const payout = await payouts.lock(tx, payoutId);
    if (!payout) return;
    if (outcome.made && payout.paymentId === null) {
      payout.paymentId = outcome.paymentId;
      await payouts.save(tx, payout);
    }
    // Who decided stands in the audit log of on call; what was decided is how this command ended.
    const cause: Cause = { kind: 'command', id: payout.createdBy };
    await payouts.addFact(tx, {
      payoutId,
      kind: outcome.made ? 'accepted' : 'refused',
      causeKind: cause.kind,
      causeId: cause.id,
      at: clock.now(),
      errorCode: null,
    });
    await refresh.execute(tx, payout, cause);
  }
}
