import { runMigrations } from '../migrate';
import { DATABASE_NAME, externalUrls, postgresUrl, queryPostgres } from '../stack';

/**
 * Migrates the database. A private one begins empty: the simulator keeps its deals in memory, so
 * records of an earlier run would refer to deals that the bank has forgotten. A database that was
 * given by DATABASE_URL is never dropped.
 */
export async function prepareDatabase(
  databaseUrl: string,
  report: (line: string) => void,
): Promise<void> {
  if (!externalUrls().databaseUrl) {
    const maintenance = postgresUrl(Number(new URL(databaseUrl).port), 'postgres');
    await queryPostgres(maintenance, `DROP DATABASE IF EXISTS ${DATABASE_NAME} WITH (FORCE)`);
    await queryPostgres(maintenance, `CREATE DATABASE ${DATABASE_NAME}`);
  }
  await runMigrations(databaseUrl, report);
}
