import { createOutboxTable } from '@lk/outbox';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateBankEvents1700000000001 implements MigrationInterface {
  readonly name = 'CreateBankEvents1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bank_events (
        event_id text PRIMARY KEY,
        event_type text,
        body bytea NOT NULL,
        body_hash text NOT NULL,
        received_at timestamptz NOT NULL,
        source_address text NOT NULL,
        quarantine_reason text,
        duplicates integer NOT NULL DEFAULT 0,
        last_duplicate_at timestamptz,
        CHECK (event_type IS NOT NULL OR quarantine_reason IS NOT NULL)
      )`);
    await runner.query('CREATE INDEX bank_events_received_at ON bank_events (received_at)');
    await runner.query(`
      CREATE INDEX bank_events_quarantined ON bank_events (received_at)
      WHERE quarantine_reason IS NOT NULL`);
    await createOutboxTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox, bank_events');
  }
}
