import { randomBytes } from 'node:crypto';
import { migrateSchemas, type ServiceSchema } from '@lk/persistence';
import { Client } from 'pg';
import { testServers } from './servers';

export interface TestDatabase {
  readonly url: string;
  query<T extends object>(sql: string, parameters?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

async function asAdmin(sql: string): Promise<void> {
  const client = new Client({ connectionString: testServers().databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A database of its own with the given schemas migrated; drop it in `afterAll`. */
export async function createTestDatabase(schemas: readonly ServiceSchema[]): Promise<TestDatabase> {
  const name = `lk_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name}`);
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
      await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
