import { type Transaction } from '@lk/persistence';
import { In, Not } from 'typeorm';
import { type PayoutReference } from '../domain/match-payout';
import { PayoutEntity, PayoutFactEntity, PayoutHistoryEntity } from './payout.entities';

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
    await tx.update(PayoutEntity, { payoutId }, changed);
  }

  facts(tx: Transaction, payoutId: string): Promise<PayoutFactEntity[]> {
    return tx.findBy(PayoutFactEntity, { payoutId });
  }

  /** Known facts stay as they were first told. */
  async addFact(tx: Transaction, fact: PayoutFactEntity): Promise<void> {
    await tx.createQueryBuilder().insert().into(PayoutFactEntity).values(fact).orIgnore().execute();
  }

  history(tx: Transaction, payoutId: string): Promise<PayoutHistoryEntity[]> {
    return tx.find(PayoutHistoryEntity, { where: { payoutId }, order: { id: 'ASC' } });
  }

  async addHistory(tx: Transaction, row: Omit<PayoutHistoryEntity, 'id'>): Promise<void> {
    await tx.insert(PayoutHistoryEntity, row);
  }
}
