import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** On call reads what was told about a payout or a person; most deliveries are about neither. */
const index = (name: string, field: string): string => `
  CREATE INDEX ${name} ON deliveries ((parameters->>'${field}'), created_at)
  WHERE (parameters->>'${field}') IS NOT NULL`;

export class DeliverySubjects1700000000003 implements MigrationInterface {
  readonly name = 'DeliverySubjects1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(index('deliveries_payout', 'payoutId'));
    await runner.query(index('deliveries_self_employed', 'selfEmployedId'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX deliveries_payout, deliveries_self_employed');
  }
}
