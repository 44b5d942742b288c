import { type Transaction, TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';

/**
 * `clock_timestamp()` and not `now()`: who waited for the row of another must compare with the time
 * after the wait. The UPDATE is inside a CTE, so that what comes back is rows and not a count.
 */
const CLAIM = `
  WITH claimed AS (
    UPDATE sync_state SET claim_id = $1, claimed_at = clock_timestamp()
    WHERE claimed_at IS NULL OR claimed_at <= clock_timestamp() - $2::float8 * interval '1 ms'
    RETURNING 1)
  SELECT 1 FROM claimed`;

/**
 * The same claim for nobody in particular: somebody waits for the bank, and neither the last list nor
 * the last registration is younger than the interval. Registrations that never stop cannot put it off
 * for ever: whoever was in no list yet waits three intervals at most.
 */
const CLAIM_WHEN_QUIET = `
  WITH waiting AS (
    SELECT min(p.registered_at) FILTER (WHERE s.listed_at IS NULL OR p.registered_at > s.listed_at)
             AS never_listed
    FROM self_employed p CROSS JOIN sync_state s WHERE p.status = 'DRAFT' HAVING count(*) > 0
  ), claimed AS (
    UPDATE sync_state SET claim_id = $1, claimed_at = clock_timestamp()
    FROM waiting
    WHERE (claimed_at IS NULL OR claimed_at <= clock_timestamp() - $2::float8 * interval '1 ms')
      AND ((SELECT max(registered_at) FROM self_employed)
             <= clock_timestamp() - $2::float8 * interval '1 ms'
           OR never_listed <= clock_timestamp() - 3 * $2::float8 * interval '1 ms')
    RETURNING 1)
  SELECT 1 FROM claimed`;

const RELEASE = `UPDATE sync_state SET claim_id = NULL, claimed_at = listed_at WHERE claim_id = $1`;

const FINISH = `
  WITH finished AS (
    UPDATE sync_state SET listed_at = claimed_at WHERE claim_id = $1 RETURNING 1)
  SELECT 1 FROM finished`;

const AGE = `
  SELECT floor(extract(epoch FROM clock_timestamp() - listed_at))::integer AS age FROM sync_state`;

/**
 * The one permission of the whole system to ask for the bank's list, given by the database's clock.
 * It is taken before the call and does not come back when the call fails or the process dies: that
 * costs one window, and never a second list.
 */
@Injectable()
export class SyncWindowRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** False: the window is somebody else's; the stored copy is all there is. */
  async claim(claimId: string, intervalMs: number): Promise<boolean> {
    return (await this.transactions.query(CLAIM, [claimId, intervalMs])).length > 0;
  }

  /** {@link claim}, when people wait and nothing has happened for a whole interval. */
  async claimWhenQuiet(claimId: string, intervalMs: number): Promise<boolean> {
    return (await this.transactions.query(CLAIM_WHEN_QUIET, [claimId, intervalMs])).length > 0;
  }

  /** Gives the window back; only when it is certain that nothing was sent. */
  async release(claimId: string): Promise<void> {
    await this.transactions.query(RELEASE, [claimId]);
  }

  /** The list is stored with this transaction. False: it took so long that it is not the newest. */
  async finish(tx: Transaction, claimId: string): Promise<boolean> {
    return (await tx.query<unknown[]>(FINISH, [claimId])).length > 0;
  }

  /** How old the stored copy is; null while there was no list at all. */
  async ageSeconds(tx: Transaction): Promise<number | null> {
    const [row] = await tx.query<{ age: number | null }[]>(AGE);
    return row?.age ?? null;
  }
}
