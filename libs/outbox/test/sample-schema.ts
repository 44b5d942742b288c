import { createInboxTables, createOutboxTable } from '@lk/outbox';
import { DatabaseConfig, type ServiceSchema } from '@lk/persistence';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

class CreateSampleTables1700000000001 implements MigrationInterface {
  readonly name = 'CreateSampleTables1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await createOutboxTable(runner);
    await createInboxTables(runner);
    await runner.query('CREATE TABLE effects (id text NOT NULL)');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

/** What a service with an outbox and an inbox owns, and a table for the effects of the tests. */
export const sampleSchema: ServiceSchema = {
  schema: 'sample',
  role: 'lk_sample',
  migrations: [CreateSampleTables1700000000001],
};

export function databaseConfig(url: string, poolSize = 10): DatabaseConfig {
  return Object.assign(new DatabaseConfig(), { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize });
}
