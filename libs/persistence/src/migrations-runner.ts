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

const READ = 'SELECT';
const WRITE = 'SELECT, INSERT, UPDATE, DELETE';

/** A role may read, or read and write, rows of the schema, and nothing else: no DDL, no other schema. */
async function prepareSchema(runner: QueryRunner, schema: ServiceSchema): Promise<void> {
  const { schema: name, role, sharedWith = [], readableBy = [] } = schema;
  await runner.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(name)}`);
  for (const writer of [role, ...sharedWith]) await grant(runner, name, writer, WRITE);
  for (const reader of readableBy) await grant(runner, name, reader, READ);
  await withhold(runner, schema);
}

interface Named {
  name: string | null;
}

/** Every run grants anew what the tables have in common, so every run takes these rights back. */
async function withhold(runner: QueryRunner, schema: ServiceSchema): Promise<void> {
  for (const [table, rights] of Object.entries(schema.withheld ?? {})) {
    const name = `${quoted(schema.schema)}.${quoted(table)}`;
    const found = (await runner.query('SELECT to_regclass($1) AS name', [name])) as Named[];
    if (!found[0]?.name) continue;
    await runner.query(`REVOKE ${rights.join(', ')} ON ${name} FROM ${quoted(schema.role)}`);
  }
}

/** On the tables there are, for a role that came later, and on those that will be created. */
async function grant(
  runner: QueryRunner,
  schemaName: string,
  role: string,
  rights: typeof READ | typeof WRITE,
): Promise<void> {
  await createRole(runner, role);
  const [schema, grantee] = [quoted(schemaName), quoted(role)];
  await runner.query(`GRANT USAGE ON SCHEMA ${schema} TO ${grantee}`);
  await runner.query(`GRANT ${rights} ON ALL TABLES IN SCHEMA ${schema} TO ${grantee}`);
  await runner.query(
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT ${rights} ON TABLES TO ${grantee}`,
  );
  if (rights === READ) return;
  await runner.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${grantee}`);
  await runner.query(
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT USAGE ON SEQUENCES TO ${grantee}`,
  );
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
    const done = await dataSource.runMigrations({ transaction: 'each' });
    await withhold(runner, schema);
    await runner.release();
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
