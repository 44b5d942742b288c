import { DataSource, type QueryRunner } from 'typeorm';
import { type ServiceSchema } from './service-schema';

/** Two runners at once (two pods of a job) take turns; the number only has to be ours. */
const MIGRATION_LOCK = 7_263_001;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function createRole(runner: QueryRunner, role: string): Promise<void> {
  // Roles belong to the whole server: another database's migration may create it at this moment.
  await runner.query(`DO $$ BEGIN
    CREATE ROLE ${quoted(role)} NOLOGIN;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
  await runner.query(`GRANT ${quoted(role)} TO CURRENT_USER`).catch(() => undefined);
}

/** The role may read and write rows of its schema, and nothing else: no DDL, no other schema. */
async function prepareSchema(runner: QueryRunner, schema: ServiceSchema): Promise<void> {
  const name = quoted(schema.schema);
  await runner.query(`CREATE SCHEMA IF NOT EXISTS ${name}`);
  for (const role of [schema.role, ...(schema.sharedWith ?? [])]) {
    await createRole(runner, role);
    const grantee = quoted(role);
    await runner.query(`GRANT USAGE ON SCHEMA ${name} TO ${grantee}`);
    await runner.query(
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${name} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${grantee}`,
    );
    await runner.query(
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${name} GRANT USAGE ON SEQUENCES TO ${grantee}`,
    );
  }
}

async function migrateSchema(databaseUrl: string, schema: ServiceSchema): Promise<string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    schema: schema.schema,
    migrations: [...schema.migrations],
    migrationsTableName: 'migrations',
    extra: { options: `-c search_path=${schema.schema}` },
  });
  await dataSource.initialize();
  try {
    const runner = dataSource.createQueryRunner();
    await prepareSchema(runner, schema);
    await runner.release();
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.map((migration) => `${schema.schema}: ${migration.name}`);
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Brings every schema to its newest version, under a lock so that runners take turns.
 * @returns the migrations that ran now, as `schema: name`
 */
export async function migrateSchemas(
  databaseUrl: string,
  schemas: readonly ServiceSchema[],
): Promise<string[]> {
  const lock = new DataSource({ type: 'postgres', url: databaseUrl });
  await lock.initialize();
  const runner = lock.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done: string[] = [];
    for (const schema of schemas) done.push(...(await migrateSchema(databaseUrl, schema)));
    return done;
  } finally {
    await runner.release();
    await lock.destroy();
  }
}
