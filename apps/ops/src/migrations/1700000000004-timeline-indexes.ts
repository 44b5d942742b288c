import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Timelines find dead letters by these names too; most letters have neither. */
const sparse = (column: string): string => `
  CREATE INDEX dead_letters_${column} ON dead_letters (${column}, last_failed_at, id)
  WHERE ${column} IS NOT NULL`;

export class TimelineIndexes1700000000004 implements MigrationInterface {
  readonly name = 'TimelineIndexes1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sparse('self_employed_id'));
    await runner.query(sparse('external_payment_id'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP INDEX dead_letters_self_employed_id, dead_letters_external_payment_id',
    );
  }
}
