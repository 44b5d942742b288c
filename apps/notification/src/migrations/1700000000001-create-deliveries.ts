import { createInboxTables, createOutboxTable } from '@lk/outbox';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateDeliveries1700000000001 implements MigrationInterface {
  readonly name = 'CreateDeliveries1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    // `window_start`: when the first alert of a run of equal ones came; 'epoch' for notifications,
    // which are delivered once for ever. `locked_until`: a copy of the service is sending it now.
    await runner.query(`
      CREATE TABLE deliveries (
        id uuid PRIMARY KEY,
        channel text NOT NULL CHECK (channel IN ('cabinet', 'email')),
        kind text NOT NULL CHECK (kind IN ('notification', 'alert')),
        template text NOT NULL,
        severity text,
        audience text NOT NULL,
        deal_id text,
        parameters jsonb NOT NULL,
        subject text NOT NULL,
        text text NOT NULL,
        dedup_key text NOT NULL,
        window_start timestamptz NOT NULL,
        count integer NOT NULL DEFAULT 1,
        status text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'recorded')),
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        locked_until timestamptz,
        error_code text,
        created_at timestamptz NOT NULL DEFAULT now(),
        delivered_at timestamptz,
        CONSTRAINT deliveries_once UNIQUE (channel, kind, dedup_key, window_start)
      )`);
    await runner.query(`
      CREATE INDEX deliveries_due ON deliveries (channel, next_attempt_at)
      WHERE status = 'pending'`);
    await runner.query(`
      CREATE INDEX deliveries_alert_windows ON deliveries (dedup_key, window_start)
      WHERE kind = 'alert'`);
    await runner.query('CREATE INDEX deliveries_created_at ON deliveries (created_at)');
    await runner.query('CREATE INDEX deliveries_deal ON deliveries (deal_id, created_at)');
    await createInboxTables(runner);
    await createOutboxTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox, command_log, inbox, deliveries');
  }
}
