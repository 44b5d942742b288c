import { createInboxTables, createOutboxTable } from '@lk/outbox';
import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { DRIFT_TABLES, RUN_TABLES, WORK_TABLES } from './tables';

export class CreateReconciliation1700000000001 implements MigrationInterface {
  readonly name = 'CreateReconciliation1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [RUN_TABLES, WORK_TABLES, DRIFT_TABLES]) await runner.query(sql);
    await createInboxTables(runner);
    await createOutboxTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE open_samples, drift_history, drifts, unmatched, seen, findings,
         marks, runs, lease, inbox, command_log, outbox`,
    );
  }
}
