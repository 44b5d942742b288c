import { Client } from 'pg';
import { DATABASE_NAME, postgresUrl } from './external';

/** One statement on a connection of its own. Returns the rows. */
export async function queryPostgres(
  url: string,
  statement: string,
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // A server that dies under the connection must be the query's error, not the end of this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const result = await client.query<Record<string, unknown>>(statement);
    return result.rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Creates the database of the system when it is missing. */
export async function ensureDatabase(port: number): Promise<void> {
  const maintenance = postgresUrl(port, 'postgres');
  const query = `SELECT 1 FROM pg_database WHERE datname = '${DATABASE_NAME}'`;
  const found = await queryPostgres(maintenance, query);
  if (found.length === 0) await queryPostgres(maintenance, `CREATE DATABASE ${DATABASE_NAME}`);
}
