import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** On call reads every call about a deal. The bank's own limit keeps new calls few, so it costs them little. */
export class IndexSubjects1700000000006 implements MigrationInterface {
  readonly name = 'IndexSubjects1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX bank_calls_exclusive ON bank_calls USING gin (exclusive)');
    await runner.query('CREATE INDEX bank_calls_shared ON bank_calls USING gin (shared)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX bank_calls_exclusive, bank_calls_shared');
  }
}
