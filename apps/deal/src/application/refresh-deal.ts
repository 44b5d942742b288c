import { type Clock } from '@lk/kernel';
import { type Cause, type DomainEvent, type DomainEvents } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { type DealEntity, type RecipientEntity } from '../adapters/deal.entities';
import { type DealRepository } from '../adapters/deal.repository';
import { deriveDealState, type DealState } from '../domain/deal-state';
import { dealAnnouncements } from './deal-announcements';

interface Change {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Brings a deal to the state that its facts give: history rows for what changed, one version more,
 * and the events about it, all in the transaction that added the facts. The deal must be locked.
 */
export class RefreshDeal {
  constructor(
    private readonly deals: DealRepository,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  async execute(
    tx: Transaction,
    deal: DealEntity,
    cause: Cause,
    traceparent?: string,
  ): Promise<void> {
    const recipients = await this.deals.recipients(tx, deal.dealId);
    const state = await this.derive(tx, deal.dealId, recipients);
    const changes = [...changesOf(deal, state), ...recipientChanges(recipients, state)];
    const found = state.contradictions.filter((name) => !deal.contradictions.includes(name));
    // A fact that was missing can also take a contradiction away.
    const gone = deal.contradictions.filter(
      (name) => !state.contradictions.some((n) => n === name),
    );
    if (changes.length + found.length + gone.length === 0) return;
    // The bank's event may come before our own last transaction: then it is what tells of the deal.
    const before = deal.version === 0 ? undefined : deal.status;
    apply(deal, state);
    await this.deals.save(tx, deal);
    await this.deals.saveRecipients(tx, applyToRecipients(recipients, state));
    await this.writeHistory(tx, deal.dealId, changes, cause);
    const events = dealAnnouncements({
      deal,
      recipients,
      before,
      cause,
      contradictions: found,
    });
    await this.publish(tx, deal, events, traceparent);
  }

  /** The first version of a deal, once the bank has it, unless an event of the bank was faster. */
  async announceNew(
    tx: Transaction,
    deal: DealEntity,
    cause: Cause,
    traceparent?: string,
  ): Promise<void> {
    if (deal.version > 0) return;
    const recipients = await this.deals.recipients(tx, deal.dealId);
    deal.version += 1;
    await this.deals.save(tx, deal);
    const events = dealAnnouncements({ deal, recipients, cause, contradictions: [] });
    await this.publish(tx, deal, events, traceparent);
  }

  private publish(
    tx: Transaction,
    { dealId: subject }: DealEntity,
    events: readonly DomainEvent[],
    traceparent?: string,
  ): Promise<void> {
    return this.events.add(
      tx,
      events.map((event) => ({ ...event, subject, traceparent })),
    );
  }

  private async derive(
    tx: Transaction,
    dealId: string,
    recipients: readonly RecipientEntity[],
  ): Promise<DealState> {
    const payouts = await this.deals.payouts(tx, dealId);
    return deriveDealState(
      await this.deals.facts(tx, dealId),
      recipients.map(({ recipientId, shareKopecks }) => ({
        shareKopecks,
        payouts: payouts
          .filter((payout) => payout.recipientId === recipientId)
          .map((payout) => ({ ...payout, paidAt: payout.paidAt ?? undefined })),
      })),
    );
  }

  private writeHistory(
    tx: Transaction,
    dealId: string,
    changes: readonly Change[],
    { kind: causeKind, id: causeId }: Cause,
  ): Promise<void> {
    const at = this.clock.now();
    return this.deals.addHistory(
      tx,
      changes.map(({ field, from: fromState, to: toState }) => {
        return { dealId, field, fromState, toState, causeKind, causeId, at };
      }),
    );
  }
}

function changesOf(deal: DealEntity, state: DealState): Change[] {
  const all = [
    { field: 'status', from: deal.status, to: state.status },
    { field: 'bankStatus', from: deal.bankStatus, to: state.bankStatus },
  ];
  return all.filter(({ from, to }) => from !== to);
}

function recipientChanges(recipients: readonly RecipientEntity[], state: DealState): Change[] {
  return recipients.flatMap((recipient, index) => {
    const to = state.recipients[index]?.payoutStatus ?? recipient.payoutStatus;
    if (recipient.payoutStatus === to) return [];
    return [{ field: `recipient:${recipient.recipientId}`, from: recipient.payoutStatus, to }];
  });
}

function apply(deal: DealEntity, state: DealState): void {
  deal.status = state.status;
  deal.bankStatus = state.bankStatus;
  deal.contradictions = [...state.contradictions];
  deal.version += 1;
}

/** Brings the recipients to their state; returns those that changed. */
function applyToRecipients(
  recipients: readonly RecipientEntity[],
  state: DealState,
): RecipientEntity[] {
  return recipients.filter((recipient, index) => {
    const { payoutStatus, paidAt = null } = state.recipients[index] ?? recipient;
    const same =
      recipient.payoutStatus === payoutStatus && recipient.paidAt?.getTime() === paidAt?.getTime();
    recipient.payoutStatus = payoutStatus;
    recipient.paidAt = paidAt;
    return !same;
  });
}
