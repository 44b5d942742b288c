import { type DriftEventData, EXCHANGES } from '@lk/contracts';
import { systemClock } from '@lk/kernel';
import { eventMessage, newEvent, type OutgoingMessage } from '@lk/messaging';
import { type DomainEvents, type Outbox, RECONCILIATION_SOURCE } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { type Alert } from '@lk/platform';
import { type MissingFact } from '../domain/finding';
import { factEventId } from '../domain/repair-event';
import { type Drift } from './drift.repository';

/** What others are told, in the transaction that makes it true. */
export class DriftAnnouncements {
  constructor(
    private readonly events: DomainEvents,
    private readonly outbox: Outbox,
  ) {}

  async found(tx: Transaction, runId: string, drifts: readonly Drift[]): Promise<void> {
    await this.events.add(
      tx,
      drifts.map((drift) => {
        const data = { ...dataOf(drift, runId), action: drift.action };
        return { type: 'drift.found', subject: drift.subjectId, data };
      }),
    );
  }

  async repaired(
    tx: Transaction,
    runId: string,
    drift: Drift,
    more: { readonly eventIds: readonly string[]; readonly approvedBy?: string | undefined },
  ): Promise<void> {
    const { eventIds, approvedBy } = more;
    const data = { ...dataOf(drift, runId), eventIds, ...(approvedBy && { approvedBy }) };
    await this.events.add(tx, [{ type: 'drift.repaired', subject: drift.subjectId, data }]);
  }

  /**
   * The missing facts as events of the bank. The id of each follows from the fact alone, so that every
   * run that misses it publishes the same event; the run that did stands beside it as `runid`.
   */
  async publish(
    tx: Transaction,
    { runId, subject }: { readonly runId: string; readonly subject: string },
    facts: readonly MissingFact[],
  ): Promise<readonly string[]> {
    const time = systemClock.now();
    const events = facts.map((fact) => ({
      ...newEvent({
        id: factEventId(fact),
        source: RECONCILIATION_SOURCE,
        type: fact.type,
        time,
        subject,
        data: fact.data,
      }),
      runid: runId,
    }));
    const messages = events.map((event): OutgoingMessage => {
      return eventMessage(EXCHANGES.bankEvents, event);
    });
    await this.outbox.add(tx, messages);
    return events.map(({ id }) => id);
  }

  /** The owner of the registry reads the bank's list: a question, nothing changes at the bank. */
  async askForSync(tx: Transaction, commandId: string): Promise<void> {
    const body = Buffer.from(JSON.stringify({ waitForList: true }));
    const message: OutgoingMessage = {
      messageId: commandId,
      exchange: EXCHANGES.bankCommands,
      routingKey: 'self-employed.sync',
      contentType: 'application/json',
      headers: {},
      body,
      onUnroutable: 'retry',
    };
    await this.outbox.add(tx, [message]);
  }

  /** Inside the run's own transaction, unlike `AlertSender`: a run that was taken over alerts nobody. */
  async alert(tx: Transaction, alert: Alert): Promise<void> {
    await this.events.add(tx, [{ type: 'alert.raised', data: alert }]);
  }

  async finished(tx: Transaction, runId: string, data: object): Promise<void> {
    await this.events.add(tx, [{ type: 'reconciliation.finished', subject: runId, data }]);
  }
}

function dataOf(drift: Drift, runId: string): DriftEventData {
  const { driftId, class: name, subjectKind, subjectId, dealId, payoutId, amountKopecks } = drift;
  return {
    ...{ driftId, class: name, subjectKind, subjectId, runId },
    ...(dealId === null ? {} : { dealId }),
    ...(payoutId === null ? {} : { payoutId }),
    ...(amountKopecks === null ? {} : { amountKopecks }),
  };
}
