import { type Transaction } from '@lk/persistence';
import { SelfEmployedEntity, SelfEmployedHistoryEntity } from './self-employed.entities';

/** The registry. Every method works inside the caller's transaction. */
export class SelfEmployedRepository {
  find(tx: Transaction, selfEmployedId: string): Promise<SelfEmployedEntity | null> {
    return tx.findOneBy(SelfEmployedEntity, { selfEmployedId });
  }

  findByInn(tx: Transaction, inn: string): Promise<SelfEmployedEntity | null> {
    return tx.findOneBy(SelfEmployedEntity, { inn });
  }

  /** Locks the person until the transaction ends: changes to one come one after another. */
  lock(tx: Transaction, selfEmployedId: string): Promise<SelfEmployedEntity | null> {
    return tx.findOne(SelfEmployedEntity, {
      where: { selfEmployedId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  lockByInn(tx: Transaction, inn: string): Promise<SelfEmployedEntity | null> {
    return tx.findOne(SelfEmployedEntity, { where: { inn }, lock: { mode: 'pessimistic_write' } });
  }

  /** Everybody, in one order, so that two that lock one by one cannot wait for each other. */
  all(tx: Transaction): Promise<SelfEmployedEntity[]> {
    return tx.find(SelfEmployedEntity, { order: { selfEmployedId: 'ASC' } });
  }

  count(tx: Transaction): Promise<number> {
    return tx.count(SelfEmployedEntity);
  }

  /**
   * False: the id or the INN is taken, by a transaction that was faster. A violated constraint would tell
   * the same, and put the INN into the log of the database.
   */
  async insert(
    tx: Transaction,
    person: Omit<SelfEmployedEntity, 'registeredAt'>,
  ): Promise<boolean> {
    const insert = tx.createQueryBuilder().insert().into(SelfEmployedEntity).values(person);
    const result = await insert.orIgnore().returning('self_employed_id').execute();
    return (result.raw as unknown[]).length > 0;
  }

  async delete(tx: Transaction, selfEmployedId: string): Promise<void> {
    await tx.delete(SelfEmployedEntity, { selfEmployedId });
  }

  async setExternalRecipientId(
    tx: Transaction,
    selfEmployedId: string,
    externalRecipientId: string,
  ): Promise<void> {
    const changedAt = new Date();
    await tx.update(SelfEmployedEntity, { selfEmployedId }, { externalRecipientId, changedAt });
  }

  async save(tx: Transaction, person: SelfEmployedEntity): Promise<void> {
    await tx.save(SelfEmployedEntity, Object.assign(person, { changedAt: new Date() }));
  }

  async addHistory(tx: Transaction, row: Omit<SelfEmployedHistoryEntity, 'id'>): Promise<void> {
    await tx.insert(SelfEmployedHistoryEntity, row);
  }

  statusHistory(tx: Transaction, selfEmployedId: string): Promise<SelfEmployedHistoryEntity[]> {
    return tx.find(SelfEmployedHistoryEntity, {
      where: { selfEmployedId, field: 'status' },
      order: { id: 'ASC' },
    });
  }
}
