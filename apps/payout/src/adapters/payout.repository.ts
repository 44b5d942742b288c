import { type Transaction } from '@lk/persistence';
import { In, IsNull, Not } from 'typeorm';
import { type OtherPayout } from '../domain/match-payment';
import { type PayoutReference } from '../domain/match-payout';
import { OPEN_STATUSES } from '../domain/payout-state';
import { PayoutEntity, PayoutFactEntity, PayoutHistoryEntity } from './payout.entities';

/** Reconciliation asks for what changed since a time; clocks of several processes would differ. */
const CHANGED_NOW = { changedAt: () => 'clock_timestamp()' };

/**
 * A fact stays as it was first told. That the bank tells it too is noted once: what only reconciliation
 * has told is a webhook that was missed.
 */
const ADD_FACT = `
  INSERT INTO payout_facts (payout_id, kind, cause_kind, cause_id, at, error_code, told_by_bank)
  VALUES ($1, $2, $3, $4, $5, $6, $3 = 'event')
  ON CONFLICT (payout_id, kind) DO UPDATE SET told_by_bank = true
  WHERE EXCLUDED.told_by_bank AND NOT payout_facts.told_by_bank`;

/** The tables of the payout service. Every method works inside the caller's transaction. */
export class PayoutRepository {
  find(tx: Transaction, payoutId: string): Promise<PayoutEntity | null> {
    return tx.findOneBy(PayoutEntity, { payoutId });
  }

  /** Locks the payout until the transaction ends: its changes come one after another. */
  lock(tx: Transaction, payoutId: string): Promise<PayoutEntity | null> {
    return tx.findOne(PayoutEntity, { where: { payoutId }, lock: { mode: 'pessimistic_write' } });
  }

  /** The payouts that the most exact key of an event names. */
  candidates(tx: Transaction, reference: PayoutReference): Promise<PayoutEntity[]> {
    const { paymentId, dealId: externalDealId, recipientId: externalRecipientId } = reference;
    if (paymentId !== undefined) return tx.findBy(PayoutEntity, { paymentId });
    if (externalDealId === undefined) return tx.findBy(PayoutEntity, { externalRecipientId });
    return tx.findBy(PayoutEntity, { externalDealId, externalRecipientId });
  }

  /** The other payouts to the same recipient of the bank. */
  async othersTo(
    tx: Transaction,
    { payoutId, externalRecipientId }: Pick<PayoutEntity, 'payoutId' | 'externalRecipientId'>,
  ): Promise<OtherPayout[]> {
    const others = await tx.findBy(PayoutEntity, { externalRecipientId, payoutId: Not(payoutId) });
    const ids = others.map((other) => other.payoutId);
    const refusals = await tx.findBy(PayoutFactEntity, { payoutId: In(ids), kind: 'refused' });
    const refused = new Set(refusals.map((refusal) => refusal.payoutId));
    return others.map((other) => ({ ...other, refused: refused.has(other.payoutId) }));
  }

  /** Whether a payout to the recipient is under way whose payment we do not know yet. */
  hasUnknownPayment(tx: Transaction, externalRecipientId: string): Promise<boolean> {
    return tx.existsBy(PayoutEntity, {
      externalRecipientId,
      paymentId: IsNull(),
      status: In([...OPEN_STATUSES]),
    });
  }

  /**
   * What a recipient of a deal has been promised: all payouts but the failed ones. Locks the
   * recipient's share until the transaction ends, so that two payouts cannot both fit in.
   */
  async promisedKopecks(tx: Transaction, dealId: string, recipientId: string): Promise<bigint> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `share:${dealId}/${recipientId}`,
    ]);
    const payouts = await tx.findBy(PayoutEntity, {
      dealId,
      recipientId,
      status: Not(In(['failed'])),
    });
    return payouts.reduce((total, { amountKopecks }) => total + amountKopecks, 0n);
  }

  async insert(tx: Transaction, payout: PayoutEntity): Promise<void> {
    await tx.insert(PayoutEntity, payout);
  }

  /** What changes in the life of a payout; a plain update, since TypeORM's `save` reads first. */
  async save(tx: Transaction, payout: PayoutEntity): Promise<void> {
    const { payoutId, paymentId, status, contradictions, paidAt, version } = payout;
    const changed = { paymentId, status, contradictions, paidAt, version };
    await tx.update(PayoutEntity, { payoutId }, { ...changed, ...CHANGED_NOW });
  }

  facts(tx: Transaction, payoutId: string): Promise<PayoutFactEntity[]> {
    return tx.findBy(PayoutFactEntity, { payoutId });
  }

  async addFact(tx: Transaction, fact: Omit<PayoutFactEntity, 'toldByBank'>): Promise<void> {
    const { payoutId, kind, causeKind, causeId, at, errorCode } = fact;
    await tx.query(ADD_FACT, [payoutId, kind, causeKind, causeId, at, errorCode]);
  }

  history(tx: Transaction, payoutId: string): Promise<PayoutHistoryEntity[]> {
    return tx.find(PayoutHistoryEntity, { where: { payoutId }, order: { id: 'ASC' } });
  }

  /** Oldest first. */
  ofDeal(tx: Transaction, dealId: string): Promise<PayoutEntity[]> {
    return tx.find(PayoutEntity, {
      where: { dealId },
      order: { createdAt: 'ASC', payoutId: 'ASC' },
    });
  }

  historyOf(tx: Transaction, payoutIds: readonly string[]): Promise<PayoutHistoryEntity[]> {
    return tx.find(PayoutHistoryEntity, {
      where: { payoutId: In([...payoutIds]) },
      order: { id: 'ASC' },
    });
  }

  async addHistory(tx: Transaction, row: Omit<PayoutHistoryEntity, 'id'>): Promise<void> {
    await tx.insert(PayoutHistoryEntity, row);
  }
}
