import { type SelfEmployedStatus } from '@lk/contracts';
import { type Clock } from '@lk/kernel';
import { type Cause, type DomainEvent, type DomainEvents } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { type SelfEmployedEntity } from '../adapters/self-employed.entities';
import { type SelfEmployedRepository } from '../adapters/self-employed.repository';
import { receiptCancelled, riskFlagged, statusChanged } from './self-employed-announcements';
import { type ReceiptFact } from '../domain/receipt-facts';
import { type RiskState } from '../domain/risk';

/** Why a change is made, and the trace it belongs to. */
export interface Occasion {
  readonly cause: Cause;
  readonly traceparent?: string;
}

/** What a cancelled receipt changes. */
export interface RiskChange {
  readonly risk: RiskState;
  readonly fact: ReceiptFact;
  /** Whether support is told of the receipt. */
  readonly alert: boolean;
}

/**
 * Changes one person, who must be locked: the row, its history, one version more, and the events
 * about it, all in the caller's transaction.
 */
export class ChangeSelfEmployed {
  constructor(
    private readonly people: SelfEmployedRepository,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** Somebody new is at the bank. */
  async announce(tx: Transaction, person: SelfEmployedEntity, occasion: Occasion): Promise<void> {
    person.version += 1;
    await this.people.save(tx, person);
    await this.tell(tx, person, [statusChanged(person, undefined, occasion.cause)], occasion);
  }

  /** @returns whether anything changed */
  async setStatus(
    tx: Transaction,
    person: SelfEmployedEntity,
    status: SelfEmployedStatus,
    occasion: Occasion,
  ): Promise<boolean> {
    const before = person.status;
    if (before === status) return false;
    person.status = status;
    person.version += 1;
    await this.people.save(tx, person);
    await this.remember(tx, person, { field: 'status', from: before, to: status }, occasion.cause);
    await this.tell(tx, person, [statusChanged(person, before, occasion.cause)], occasion);
    return true;
  }

  /** After a cancelled receipt. A flag stays: neither a later fact nor a new threshold takes it back. */
  async setRisk(
    tx: Transaction,
    person: SelfEmployedEntity,
    { risk, fact, alert }: RiskChange,
    occasion: Occasion,
  ): Promise<void> {
    const isNew = person.flaggedAt === null && risk.flaggedAt !== null;
    person.cancelledReceipts = risk.cancelledReceipts;
    person.lastCancelledAt = risk.lastCancelledAt;
    person.flaggedAt = risk.flaggedAt ?? person.flaggedAt;
    if (isNew) person.version += 1;
    await this.people.save(tx, person);
    if (isNew) {
      await this.remember(tx, person, { field: 'risk', from: null, to: 'FLAGGED' }, occasion.cause);
    }
    const flagged = isNew ? riskFlagged(person, occasion.cause) : [];
    const alerts = alert ? [receiptCancelled(person, fact)] : [];
    await this.tell(tx, person, [...alerts, ...flagged], occasion);
  }

  /** A row of history. */
  async remember(
    tx: Transaction,
    { selfEmployedId }: Pick<SelfEmployedEntity, 'selfEmployedId'>,
    change: {
      readonly field: 'status' | 'risk';
      readonly from: string | null;
      readonly to: string;
    },
    { kind: causeKind, id: causeId }: Cause,
  ): Promise<void> {
    const { field, from: fromState, to: toState } = change;
    const at = this.clock.now();
    const row = { selfEmployedId, field, fromState, toState, causeKind, causeId, at };
    await this.people.addHistory(tx, row);
  }

  private tell(
    tx: Transaction,
    { selfEmployedId: subject }: SelfEmployedEntity,
    events: readonly DomainEvent[],
    { traceparent }: Occasion,
  ): Promise<void> {
    return this.events.add(
      tx,
      events.map((event): DomainEvent => ({ ...event, subject, traceparent })),
    );
  }
}
