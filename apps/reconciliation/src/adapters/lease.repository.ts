import { type AppError, transientError } from '@lk/kernel';
import { type Transaction, type TransactionRunner } from '@lk/persistence';

/** Rows come back from an UPDATE only through a CTE. */
const ACQUIRE = `
  WITH taken AS (
    UPDATE lease SET holder = $1, token = token + 1,
      expires_at = clock_timestamp() + $2::float8 * interval '1 ms'
    WHERE name = 'run' AND expires_at <= clock_timestamp()
    RETURNING token)
  SELECT token FROM taken`;

/** Nobody else took it: even an expired lease is still its holder's then. */
const RENEW = `
  WITH renewed AS (
    UPDATE lease SET expires_at = clock_timestamp() + $2::float8 * interval '1 ms'
    WHERE name = 'run' AND token = $1
    RETURNING 1)
  SELECT 1 FROM renewed`;

const RELEASE = `UPDATE lease SET expires_at = '-infinity' WHERE name = 'run' AND token = $1`;

/** The lease went to another copy: everything the run meant to write is given up. */
export const leaseLost = (): AppError =>
  transientError('RUN_LEASE_LOST', 'Another copy has taken over the run');

/**
 * The one permission of the whole system to run, by the database's clock. Every write of a run renews
 * it in the same transaction, under the token it was given: a holder that was paused and wakes up
 * after another took over finds a higher token and writes nothing.
 */
export class LeaseRepository {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly holder: string,
    private readonly leaseMs: number,
  ) {}

  /** @returns the token, or undefined while somebody else holds it */
  async tryAcquire(): Promise<string | undefined> {
    const [row] = await this.transactions.query<{ token: string }>(ACQUIRE, [
      this.holder,
      this.leaseMs,
    ]);
    return row?.token;
  }

  /** False: it went to somebody else. */
  async renew(token: string): Promise<boolean> {
    return (await this.transactions.query(RENEW, [token, this.leaseMs])).length > 0;
  }

  async release(token: string): Promise<void> {
    await this.transactions.query(RELEASE, [token]);
  }

  /**
   * First thing in every transaction of a run; holds the lease's row until it ends.
   * @throws AppError `RUN_LEASE_LOST`
   */
  async fence(tx: Transaction, token: string): Promise<void> {
    const rows = await tx.query<unknown[]>(RENEW, [token, this.leaseMs]);
    if (rows.length === 0) throw leaseLost();
  }
}
