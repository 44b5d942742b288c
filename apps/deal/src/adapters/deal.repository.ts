import { type Cause } from '@lk/outbox';
import { type Transaction } from '@lk/persistence';
import { IsNull } from 'typeorm';
import { type DealFact } from '../domain/deal-facts';
import {
  DealEntity,
  DealFactEntity,
  DealHistoryEntity,
  RecipientEntity,
  RecipientPayoutEntity,
  StepEntity,
} from './deal.entities';

/** Reconciliation asks for what changed since a time; clocks of several processes would differ. */
const CHANGED_NOW = { changedAt: () => 'clock_timestamp()' };

/**
 * A fact stays as it was first told. That the bank tells it too is noted once: what only reconciliation
 * has told is a webhook that was missed.
 */
const ADD_FACT = `
  INSERT INTO deal_facts (deal_id, kind, payment_id, cause_kind, cause_id, told_by_bank)
  VALUES ($1, $2, $3, $4, $5, $4 = 'event')
  ON CONFLICT (deal_id, kind, payment_id) DO UPDATE SET told_by_bank = true
  WHERE EXCLUDED.told_by_bank AND NOT deal_facts.told_by_bank`;

/** A deal with everything that belongs to it. */
export interface DealRecord {
  readonly deal: DealEntity;
  readonly recipients: readonly RecipientEntity[];
  readonly steps: readonly StepEntity[];
}

/** The tables of the deal service. Every method works inside the caller's transaction. */
export class DealRepository {
  find(tx: Transaction, dealId: string): Promise<DealEntity | null> {
    return tx.findOneBy(DealEntity, { dealId });
  }

  /** Locks the deal until the transaction ends: changes to one deal come one after another. */
  lock(tx: Transaction, dealId: string): Promise<DealEntity | null> {
    return tx.findOne(DealEntity, { where: { dealId }, lock: { mode: 'pessimistic_write' } });
  }

  lockByExternalId(tx: Transaction, externalDealId: string): Promise<DealEntity | null> {
    return tx.findOne(DealEntity, {
      where: { externalDealId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async load(tx: Transaction, dealId: string): Promise<DealRecord | undefined> {
    const deal = await this.find(tx, dealId);
    if (!deal) return undefined;
    return {
      deal,
      recipients: await this.recipients(tx, dealId),
      steps: await tx.find(StepEntity, { where: { dealId }, order: { position: 'ASC' } }),
    };
  }

  async insert(tx: Transaction, { deal, recipients, steps }: DealRecord): Promise<void> {
    await tx.insert(DealEntity, deal);
    await tx.insert(RecipientEntity, [...recipients]);
    await tx.insert(StepEntity, [...steps]);
  }

  async delete(tx: Transaction, dealId: string): Promise<void> {
    await tx.delete(DealEntity, { dealId });
  }

  recipients(tx: Transaction, dealId: string): Promise<RecipientEntity[]> {
    return tx.find(RecipientEntity, { where: { dealId }, order: { position: 'ASC' } });
  }

  payouts(tx: Transaction, dealId: string): Promise<RecipientPayoutEntity[]> {
    return tx.findBy(RecipientPayoutEntity, { dealId });
  }

  facts(tx: Transaction, dealId: string): Promise<DealFactEntity[]> {
    return tx.findBy(DealFactEntity, { dealId });
  }

  history(tx: Transaction, dealId: string): Promise<DealHistoryEntity[]> {
    return tx.find(DealHistoryEntity, { where: { dealId, field: 'status' }, order: { id: 'ASC' } });
  }

  /** What changed of any field, oldest first. */
  changes(tx: Transaction, dealId: string): Promise<DealHistoryEntity[]> {
    return tx.find(DealHistoryEntity, { where: { dealId }, order: { id: 'ASC' } });
  }

  async addFact(tx: Transaction, dealId: string, fact: DealFact, cause: Cause): Promise<void> {
    const { kind, paymentId } = fact;
    await tx.query(ADD_FACT, [dealId, kind, paymentId, cause.kind, cause.id]);
  }

  /** Keeps the newest version of a payout; an older one that comes late changes nothing. */
  async putPayout(tx: Transaction, payout: RecipientPayoutEntity): Promise<void> {
    const known = await tx.findOneBy(RecipientPayoutEntity, { payoutId: payout.payoutId });
    if (!known || known.version < payout.version) await tx.save(RecipientPayoutEntity, payout);
  }

  async setExternalDealId(tx: Transaction, dealId: string, externalDealId: string): Promise<void> {
    await tx.update(DealEntity, { dealId }, { externalDealId, ...CHANGED_NOW });
  }

  async setExternalStepId(
    tx: Transaction,
    step: { readonly dealId: string; readonly stepId: string },
    externalStepId: string,
  ): Promise<void> {
    await tx.update(StepEntity, { dealId: step.dealId, stepId: step.stepId }, { externalStepId });
  }

  async deleteStepsNotAtBank(tx: Transaction, dealId: string, createdBy: string): Promise<void> {
    await tx.delete(StepEntity, { dealId, createdBy, externalStepId: IsNull() });
  }

  async setExternalRecipientId(
    tx: Transaction,
    recipient: { readonly dealId: string; readonly recipientId: string },
    externalRecipientId: string,
  ): Promise<void> {
    const { dealId, recipientId } = recipient;
    await tx.update(RecipientEntity, { dealId, recipientId }, { externalRecipientId });
  }

  async addHistory(tx: Transaction, rows: readonly Omit<DealHistoryEntity, 'id'>[]): Promise<void> {
    if (rows.length > 0) await tx.insert(DealHistoryEntity, [...rows]);
  }

  /** What changes in the life of a deal; a plain update, since TypeORM's `save` reads first. */
  async save(tx: Transaction, deal: DealEntity): Promise<void> {
    const { dealId, status, bankStatus, contradictions, version } = deal;
    const changed = { status, bankStatus, contradictions, version };
    await tx.update(DealEntity, { dealId }, { ...changed, ...CHANGED_NOW });
  }

  async saveRecipients(tx: Transaction, recipients: readonly RecipientEntity[]): Promise<void> {
    for (const { dealId, recipientId, payoutStatus, paidAt } of recipients) {
      await tx.update(RecipientEntity, { dealId, recipientId }, { payoutStatus, paidAt });
    }
  }
}
