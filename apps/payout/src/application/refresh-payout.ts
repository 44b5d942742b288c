import { type Clock } from '@lk/kernel';
import { type Cause, type DomainEvents } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { type PayoutEntity } from '../adapters/payout.entities';
import { type PayoutRepository } from '../adapters/payout.repository';
import { derivePayoutState } from '../domain/payout-state';
import { payoutAnnouncements } from './payout-announcements';

/**
 * Brings a payout to the state that its facts give: a history row, one version more, and the events
 * about it, all in the transaction that added the facts. The payout must be locked.
 */
export class RefreshPayout {
  constructor(
    private readonly payouts: PayoutRepository,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  async execute(
    tx: Transaction,
    payout: PayoutEntity,
    cause: Cause,
    traceparent?: string,
  ): Promise<void> {
    const facts = await this.payouts.facts(tx, payout.payoutId);
    const state = derivePayoutState(new Set(facts.map(({ kind }) => kind)));
    const found = state.contradictions.filter((name) => !payout.contradictions.includes(name));
    if (state.status === payout.status && found.length === 0) return;
    const before = payout.status;
    payout.status = state.status;
    payout.contradictions = [...state.contradictions];
    payout.paidAt = facts.find(({ kind }) => kind === 'payout.completed')?.at ?? null;
    payout.version += 1;
    await this.payouts.save(tx, payout);
    if (before !== payout.status) await this.writeHistory(tx, payout, before, cause);
    const errorCode = facts.find((fact) => fact.errorCode !== null)?.errorCode ?? undefined;
    const events = payoutAnnouncements({ payout, before, cause, contradictions: found, errorCode });
    await this.events.add(
      tx,
      events.map((event) => ({ ...event, subject: payout.payoutId, traceparent })),
    );
  }

  private writeHistory(
    tx: Transaction,
    { payoutId, status: toState }: PayoutEntity,
    fromState: PayoutEntity['status'],
    { kind: causeKind, id: causeId }: Cause,
  ): Promise<void> {
    const at = this.clock.now();
    return this.payouts.addHistory(tx, { payoutId, fromState, toState, causeKind, causeId, at });
  }
}
