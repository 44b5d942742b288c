import { backoffMs, sleep, toAppError } from '@lk/kernel';
import { type DataSource } from 'typeorm';
import { translateDatabaseError } from './database-errors';

/** A pod often starts a little before its database; beyond a minute a restart is the better wait. */
const PATIENCE_MS = 60_000;

/**
 * Connects, waiting for a server that is not there yet.
 * @throws AppError the last failure, at once when it is none of reachability (a wrong password).
 */
export async function connectWithPatience(
  dataSource: DataSource,
  waiting: (errorCode: string) => void = () => undefined,
): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (let tries = 0; ; tries += 1) {
    try {
      await dataSource.initialize();
      return;
    } catch (error) {
      const failure = translateDatabaseError(error);
      const { code } = toAppError(failure);
      const reachable = code !== 'DATABASE_UNAVAILABLE';
      if (reachable || Date.now() > giveUpAt) throw failure;
      waiting(code);
      await sleep(backoffMs(tries, 200, 3000));
    }
  }
}
