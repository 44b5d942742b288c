import { type DataSource, type EntityManager } from 'typeorm';
import { translateDatabaseError } from './database-errors';

/** The handle of an open transaction; a function that takes one writes inside it. */
export type Transaction = EntityManager;

/**
 * The only way to a transaction: opened, committed, rolled back and released in one place.
 * Errors of the database come out translated (see {@link translateDatabaseError}).
 */
export class TransactionRunner {
  constructor(private readonly dataSource: DataSource) {}

  /** Read committed: what must not change meanwhile is locked by its row. Keep network calls out. */
  async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.dataSource.transaction('READ COMMITTED', work);
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /** One statement of its own, outside any transaction. */
  async query<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    try {
      return await this.dataSource.query<T[]>(sql, [...parameters]);
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}
