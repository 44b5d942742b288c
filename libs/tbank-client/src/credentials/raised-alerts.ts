import { type SqlExecutor } from '../journal/postgres-bank-call-journal';

/** A claim that was never confirmed is of a process that died: after 5 minutes another may raise it. */
const CLAIM = `
  INSERT INTO tbank.raised_alerts AS known (dedup_key) VALUES ($1)
  ON CONFLICT (dedup_key) DO UPDATE SET claimed_at = clock_timestamp()
    WHERE known.raised_at IS NULL
      AND known.claimed_at < clock_timestamp() - interval '5 minutes'
  RETURNING dedup_key`;
const CONFIRM = 'UPDATE tbank.raised_alerts SET raised_at = clock_timestamp() WHERE dedup_key = $1';
const RELEASE = 'DELETE FROM tbank.raised_alerts WHERE dedup_key = $1 AND raised_at IS NULL';

/** Which alerts were raised, over all processes and restarts. */
export class RaisedAlerts {
  constructor(private readonly sql: SqlExecutor) {}

  /**
   * Runs `raise` once for a key, however many ask. When it fails the key is free again.
   * A process that dies between raising and noting it makes it twice, never none.
   * @returns whether it was raised by this call
   * @throws what `raise` threw, or the database's error
   */
  async once(dedupKey: string, raise: () => Promise<void>): Promise<boolean> {
    const claimed = await this.sql.query(CLAIM, [dedupKey]);
    if (claimed.length === 0) return false;
    try {
      await raise();
    } catch (error) {
      // When not even this works, the claim runs out by itself.
      await this.sql.query(RELEASE, [dedupKey]).catch(() => undefined);
      throw error;
    }
    await this.sql.query(CONFIRM, [dedupKey]);
    return true;
  }
}
