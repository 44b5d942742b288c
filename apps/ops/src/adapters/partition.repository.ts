import { type Transaction, type TransactionRunner } from '@lk/persistence';

/** Two processes do not clear up at once; the number only has to be ours. */
const LOCK = 'SELECT pg_advisory_xact_lock(7263107)';

const MONTHS = `
  SELECT replace(right(c.relname, 7), '_', '-') || '-01' AS month
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'dead_letters'::regclass ORDER BY 1`;

const WANTED = `
  SELECT id FROM dead_letters
  WHERE month = $1 AND (status IN ('open', 'replaying') OR status_at >= $2)
  ORDER BY id LIMIT $3 FOR UPDATE`;

const MOVE = ['dead_letters', 'dead_letter_bodies', 'dead_letter_failures'].map(
  (table) => `UPDATE ${table} SET month = $2 WHERE month = $1 AND id = ANY($3::uuid[])`,
);
const MOVE_IDENTITIES = `
  UPDATE dead_letter_identities SET month = $2 WHERE month = $1 AND letter_id = ANY($3::uuid[])`;

const FORGET = `
  DELETE FROM dead_letter_identities WHERE identity = ANY(ARRAY(
    SELECT identity FROM dead_letter_identities WHERE month = $1 LIMIT $2))
  RETURNING 1`;

const MOVE_BATCH = 500;
const FORGET_BATCH = 5000;

/** The months of the tables of letters; each is a partition of all three. */
export class PartitionRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  async months(): Promise<string[]> {
    return (await this.transactions.query<{ month: string }>(MONTHS)).map(({ month }) => month);
  }

  async create(month: string): Promise<void> {
    await this.clearing((tx) => tx.query('SELECT create_letter_partition($1)', [month]));
  }

  /**
   * Moves letters that are still wanted (unsettled, or settled since) into another month.
   * @returns how many; call again until it is none
   */
  moveWanted(from: string, to: string, settledSince: Date): Promise<number> {
    return this.clearing(async (tx) => {
      const rows = await tx.query<{ id: string }[]>(WANTED, [from, settledSince, MOVE_BATCH]);
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return 0;
      for (const sql of [...MOVE, MOVE_IDENTITIES]) await tx.query(sql, [from, to, ids]);
      return ids.length;
    });
  }

  /**
   * Drops a month and takes its letters out of the rollups.
   * @returns how many letters went; undefined when one is still wanted, and nothing was done
   */
  drop(month: string, settledSince: Date): Promise<number | undefined> {
    return this.clearing(async (tx) => {
      // Adding up a month of a million letters takes longer than a query of ours may.
      await tx.query(`SET LOCAL statement_timeout = '5min'`);
      const [row] = await tx.query<{ letters: string | null }[]>(
        'SELECT drop_letter_partition($1, $2) AS letters',
        [month, settledSince],
      );
      return typeof row?.letters === 'string' ? Number(row.letters) : undefined;
    });
  }

  /** Identities of a month that was dropped, some thousand at a time. */
  async forgetIdentities(month: string): Promise<void> {
    for (let forgotten = FORGET_BATCH; forgotten === FORGET_BATCH;) {
      const [rows] = await this.transactions.query<unknown[]>(FORGET, [month, FORGET_BATCH]);
      forgotten = rows?.length ?? 0;
    }
  }

  private clearing<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.run(async (tx) => {
      await tx.query(LOCK);
      return work(tx);
    });
  }
}
