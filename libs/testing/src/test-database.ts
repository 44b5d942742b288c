import { randomBytes } from 'node:crypto';
import { sleep } from '@lk/kernel';
import { migrateSchemas, type ServiceSchema } from '@lk/persistence';
import { Client } from 'pg';
import { testServers } from './servers';

/** Those who leave at all leave within milliseconds. */
const GOODBYE_MS = 2000;

export interface TestDatabase {
  readonly url: string;
  query<T extends object>(sql: string, parameters?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

/** Runs on the server's own database, where databases are made and dropped. */
async function asAdmin(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: testServers().databaseUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/**
 * A pool's `end()` resolves before its sockets have closed, and forcing them out then is an error that
 * nobody hears: whoever still says goodbye gets the time for it.
 */
async function dropDatabase(client: Client, name: string): Promise<void> {
  const givesUpAt = Date.now() + GOODBYE_MS;
  const inUse = 'SELECT FROM pg_stat_activity WHERE datname = $1';
  while ((await client.query(inUse, [name])).rowCount !== 0 && Date.now() < givesUpAt) {
    await sleep(20);
  }
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** A database of its own with the given schemas migrated; drop it in `afterAll`. */
export async function createTestDatabase(schemas: readonly ServiceSchema[]): Promise<TestDatabase> {
  const name = `lk_test_${randomBytes(6).toString('hex')}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name}`));
  const location = new URL(testServers().databaseUrl);
  location.pathname = `/${name}`;
  const url = location.toString();
  await migrateSchemas(url, schemas);
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return {
    url,
    query: async <T extends object>(sql: string, parameters: unknown[] = []) =>
      (await client.query<T>(sql, parameters)).rows,
    drop: async () => {
      await client.end();
      await asAdmin((client) => dropDatabase(client, name));
    },
  };
}
