import { AppError } from '@lk/kernel';
import { type Transaction, type TransactionRunner } from '@lk/persistence';

/** A table with sealed bytes. */
export interface SealedTable<R extends { readonly id: string } = { readonly id: string }> {
  /** Rows that another key sealed, or none, after the given id, in the order of ids, locked. */
  takeOld(tx: Transaction, after: string, limit: number): Promise<R[]>;
  /** @throws AppError what the cipher refuses; then nothing was written */
  reseal(tx: Transaction, row: R): Promise<void>;
}

export interface ReEncryptResult {
  readonly changed: number;
  /** Left as they are: their key is not configured, or their bytes do not open. */
  readonly unreadable: number;
}

type Batch = ReEncryptResult & { readonly last: string | undefined };

const BATCH = 100;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Moves every body to the first key, plain ones too, in small transactions: after it the old keys can
 * leave the configuration, if nothing was unreadable. Interrupted, it is simply run again.
 */
export class ReEncryptBodies {
  private readonly tables: readonly SealedTable[];

  constructor(
    private readonly transactions: TransactionRunner,
    ...tables: readonly SealedTable[]
  ) {
    this.tables = tables;
  }

  async execute(): Promise<ReEncryptResult> {
    let [changed, unreadable] = [0, 0];
    for (const table of this.tables) {
      for (let after: string | undefined = BEFORE_ALL; after !== undefined;) {
        const batch: Batch = await this.nextBatch(table, after);
        changed += batch.changed;
        unreadable += batch.unreadable;
        after = batch.last;
      }
    }
    return { changed, unreadable };
  }

  private nextBatch(table: SealedTable, after: string): Promise<Batch> {
    return this.transactions.run(async (tx) => {
      const rows = await table.takeOld(tx, after, BATCH);
      let unreadable = 0;
      for (const row of rows) {
        try {
          await table.reseal(tx, row);
        } catch (error) {
          // Only what the cipher refused; a failure of the database ends the run.
          if (!(error instanceof AppError)) throw error;
          unreadable += 1;
        }
      }
      return { changed: rows.length - unreadable, unreadable, last: rows.at(-1)?.id };
    });
  }
}
