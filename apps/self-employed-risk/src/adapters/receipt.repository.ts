import { type Transaction } from '@lk/persistence';
import { type ReceiptFact, type ReceiptState } from '../domain/receipt-facts';
import { ReceiptEntity, ReceiptFactEntity } from './self-employed.entities';

/** Receipts and what the bank told about them. Every method works inside the caller's transaction. */
export class ReceiptRepository {
  /** False: the event had told it before, nothing is new. */
  async addFact(tx: Transaction, selfEmployedId: string, fact: ReceiptFact): Promise<boolean> {
    const known = await tx.existsBy(ReceiptFactEntity, { selfEmployedId, eventId: fact.eventId });
    if (!known) await tx.insert(ReceiptFactEntity, { selfEmployedId, ...fact });
    return !known;
  }

  cancellations(tx: Transaction, selfEmployedId: string): Promise<ReceiptFactEntity[]> {
    return tx.findBy(ReceiptFactEntity, { selfEmployedId, kind: 'cancelled' });
  }

  factsOf(
    tx: Transaction,
    selfEmployedId: string,
    receiptId: string,
  ): Promise<ReceiptFactEntity[]> {
    return tx.findBy(ReceiptFactEntity, { selfEmployedId, receiptId });
  }

  /** All facts about a person, oldest first. */
  facts(tx: Transaction, selfEmployedId: string): Promise<ReceiptFactEntity[]> {
    return tx.find(ReceiptFactEntity, {
      where: { selfEmployedId },
      order: { at: 'ASC', eventId: 'ASC' },
    });
  }

  async put(
    tx: Transaction,
    id: { readonly selfEmployedId: string; readonly receiptId: string },
    state: ReceiptState,
  ): Promise<void> {
    await tx.save(ReceiptEntity, { ...id, ...state });
  }

  list(tx: Transaction, selfEmployedId: string): Promise<ReceiptEntity[]> {
    return tx.find(ReceiptEntity, { where: { selfEmployedId }, order: { receiptId: 'ASC' } });
  }
}
