import {
  createTestDatabase,
  eventually,
  startTestService,
  TcpProxy,
  type TestDatabase,
} from '@lk/testing';
import { Module } from '@nestjs/common';
import { type DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { connectWithPatience } from './connect-with-patience';
import { createDataSource } from './data-source';
import { DatabaseConfig } from './database.config';
import { migrateSchemas } from './migrations-runner';
import { PersistenceModule } from './persistence.module';
import { type ServiceSchema } from './service-schema';
import { TransactionRunner } from './transaction-runner';

class CreateThings1700000000001 implements MigrationInterface {
  readonly name = 'CreateThings1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE things (id serial PRIMARY KEY, name text UNIQUE)');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

const migrations = [CreateThings1700000000001];
const own: ServiceSchema = { schema: 'own', role: 'lk_test_own', migrations };
const foreign: ServiceSchema = { schema: 'foreign_one', role: 'lk_test_foreign', migrations };
const shared: ServiceSchema = {
  schema: 'shared',
  role: 'lk_test_shared',
  sharedWith: ['lk_test_own'],
  migrations,
};
const SCHEMAS = [own, foreign, shared];

/** Real: Postgres with the roles of three services, and a proxy before it. */
describe('persistence', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  const opened: DataSource[] = [];

  beforeAll(async () => {
    database = await createTestDatabase(SCHEMAS);
    proxy = await TcpProxy.open(database.url);
  });
  afterEach(async () => {
    proxy.restore();
    await Promise.all(opened.splice(0).map((dataSource) => dataSource.destroy()));
  });
  afterAll(async () => {
    await proxy.close();
    await database.drop();
  });

  const configOf = (url: string, more: Partial<DatabaseConfig> = {}): DatabaseConfig =>
    Object.assign(new DatabaseConfig(), { DATABASE_URL: url, DATABASE_POOL_SIZE: 2 }, more);

  async function open(url = database.url, more: Partial<DatabaseConfig> = {}) {
    const dataSource = createDataSource({
      config: configOf(url, more),
      schema: own,
      entities: [],
      applicationName: 'persistence-test',
    });
    await connectWithPatience(dataSource);
    opened.push(dataSource);
    return new TransactionRunner(dataSource);
  }

  describe('TransactionRunner', () => {
    it('gives its connection back after each of 50 failures with a pool of two', async () => {
      const transactions = await open();
      const failures = Array.from({ length: 50 }, (_, i) =>
        transactions.run(async (tx) => {
          await tx.query('INSERT INTO things (name) VALUES ($1)', [`lost ${i}`]);
          if (i % 2 === 0) throw new Error('ours');
          await tx.query('SELECT * FROM no_such_table');
        }),
      );
      const settled = await Promise.allSettled(failures);
      expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
      const rows = await transactions.query('SELECT name FROM things');
      expect(rows).toEqual([]);
    });

    it('translates what the database refuses, without quoting values', async () => {
      const transactions = await open();
      const insert = () =>
        transactions.query("INSERT INTO things (name) VALUES ('500100732259') RETURNING 1");
      await insert();
      await expect(insert()).rejects.toMatchObject({
        code: 'DATABASE_CONFLICT',
        message: 'The transaction lost a race and can be repeated',
        safeDetails: { code: '23505', reason: 'things_name_key' },
      });
      await transactions.query('DELETE FROM things');
    });

    it('reads only what others have committed', async () => {
      const transactions = await open();
      const [row] = await transactions.run((tx) =>
        tx.query<{ transaction_isolation: string }[]>('SHOW transaction_isolation'),
      );
      expect(row).toEqual({ transaction_isolation: 'read committed' });
    });

    it('calls an outage an outage when the connection breaks inside a transaction', async () => {
      const transactions = await open(proxy.url);
      const broken = transactions.run(async (tx) => {
        await tx.query('SELECT 1');
        proxy.breakAll();
        await eventually(() => expect(tx.queryRunner?.isReleased).toBe(true));
        await tx.query('SELECT 1');
      });
      await expect(broken).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        holdsQueue: true,
      });
      const slow = transactions.run(async (tx) => {
        const answer = tx.query('SELECT pg_sleep(10)');
        proxy.cut();
        await answer;
      });
      await expect(slow).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      await expect(transactions.query('SELECT 1')).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
      });
      proxy.restore();
      expect(await transactions.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });
  });

  describe('createDataSource', () => {
    it('starts every session with the settings the guarantees rest on', async () => {
      const transactions = await open();
      const names = [
        'search_path',
        'synchronous_commit',
        'statement_timeout',
        'idle_in_transaction_session_timeout',
        'role',
        'application_name',
      ];
      const rows = await transactions.query<{ name: string; setting: string }>(
        'SELECT n AS name, current_setting(n) AS setting FROM unnest($1::text[]) AS n',
        [names],
      );
      expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
        search_path: 'own',
        synchronous_commit: 'on',
        statement_timeout: '15s',
        idle_in_transaction_session_timeout: '1min',
        role: 'lk_test_own',
        application_name: 'persistence-test',
      });
    });

    it('stays the user of the URL when told so', async () => {
      const transactions = await open(database.url, { DATABASE_ROLE: 'none' });
      expect(await transactions.query('SHOW role')).toEqual([{ role: 'none' }]);
    });

    it.each([
      ['read another schema', 'SELECT * FROM foreign_one.things'],
      ['write to another schema', "INSERT INTO foreign_one.things (name) VALUES ('x')"],
      ['create a table', 'CREATE TABLE mine (id int)'],
      ['change a table', 'ALTER TABLE things ADD COLUMN more text'],
      ['read the list of migrations of others', 'SELECT * FROM foreign_one.migrations'],
    ])('does not let a service %s', async (_what, sql) => {
      const transactions = await open();
      await expect(transactions.query(sql)).rejects.toMatchObject({
        code: 'DATABASE_ERROR',
        safeDetails: { code: '42501' },
      });
    });

    it('lets a service use a schema that is shared with it', async () => {
      const transactions = await open();
      const insert = "INSERT INTO shared.things (name) VALUES ('x') RETURNING name";
      expect(await transactions.query(insert)).toEqual([{ name: 'x' }]);
    });
  });

  describe('migrateSchemas', () => {
    it('does nothing the second time', async () => {
      expect(await migrateSchemas(database.url, SCHEMAS)).toEqual([]);
    });

    it('runs each migration once when two runners start together', async () => {
      const empty = await createTestDatabase([]);
      const [one, two] = await Promise.all([
        migrateSchemas(empty.url, SCHEMAS),
        migrateSchemas(empty.url, SCHEMAS),
      ]);
      expect([...one, ...two].sort()).toEqual(
        SCHEMAS.map(({ schema }) => `${schema}: CreateThings1700000000001`).sort(),
      );
      expect(Math.min(one.length, two.length)).toBe(0);
      await empty.drop();
    });

    it('leaves nothing of a migration that fails, and frees the lock', async () => {
      class Fails1700000000002 implements MigrationInterface {
        readonly name = 'Fails1700000000002';
        async up(runner: QueryRunner): Promise<void> {
          await runner.query('CREATE TABLE half (id int)');
          await runner.query('SELECT * FROM no_such_table');
        }
        down(): Promise<void> {
          return Promise.resolve();
        }
      }
      const wrong = { ...own, migrations: [...migrations, Fails1700000000002] };
      await expect(migrateSchemas(database.url, [wrong])).rejects.toThrow();
      expect(await database.query("SELECT to_regclass('own.half') AS half")).toEqual([
        { half: null },
      ]);
      expect(await migrateSchemas(database.url, SCHEMAS)).toEqual([]);
    });

    it('withholds rights on a table from its first moment on, and after every further run', async () => {
      const empty = await createTestDatabase([]);
      const schema = { ...own, withheld: { things: ['UPDATE', 'DELETE'] } } as const;
      for (const expected of [1, 0]) {
        expect(await migrateSchemas(empty.url, [schema])).toHaveLength(expected);
        const rights = await empty.query<{ right: string }>(
          `SELECT privilege_type AS right FROM information_schema.table_privileges
           WHERE table_schema = 'own' AND table_name = 'things' AND grantee = 'lk_test_own'`,
        );
        expect(rights.map(({ right }) => right).sort()).toEqual(['INSERT', 'SELECT']);
      }
      await empty.drop();
    });
  });

  describe('connectWithPatience', () => {
    it('waits for a server that is not there yet', async () => {
      proxy.cut();
      const opening = open(proxy.url);
      proxy.restore();
      expect(await (await opening).query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });

    it('does not wait when waiting cannot help', async () => {
      const nowhere = new URL(database.url);
      nowhere.pathname = '/no_such_database';
      await expect(open(nowhere.toString())).rejects.toMatchObject({
        safeDetails: { code: '3D000' },
      });
    });
  });

  it('tells readiness and the state of the pool of a service', async () => {
    @Module({ imports: [PersistenceModule.forService({ service: 'own', schema: own })] })
    class OwnModule {}
    const definition = { name: 'own', configs: [DatabaseConfig], module: OwnModule };
    const service = await startTestService(definition, { DATABASE_URL: proxy.url });
    const status = async (): Promise<number> => (await fetch(`${service.url}/health/ready`)).status;
    expect(await status()).toBe(200);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/database_pool_connections\{state="open",service="own"\} [1-9]/);
    proxy.cut();
    await eventually(async () => expect(await status()).toBe(503));
    const report = await (await fetch(`${service.url}/health/ready`)).json();
    expect(report).toMatchObject({ error: { database: { message: 'not reachable' } } });
    proxy.restore();
    await eventually(async () => expect(await status()).toBe(200));
    await service.stop();
  });
});
