import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The breaker that all processes share: one row, and there is only room for one. */
export class CreateBreaker1700000000003 implements MigrationInterface {
  readonly name = 'CreateBreaker1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bank_breaker (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        state text NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open', 'half-open')),
        epoch bigint NOT NULL DEFAULT 0,
        opened_at timestamptz,
        open_until timestamptz,
        opened_by text,
        probe_by uuid,
        probe_until timestamptz,
        last_success_at timestamptz,
        last_failure_at timestamptz,
        last_failure_code text,
        changed_at timestamptz NOT NULL DEFAULT now(),
        CHECK (state <> 'open' OR open_until IS NOT NULL),
        CHECK ((state = 'half-open') = (probe_by IS NOT NULL AND probe_until IS NOT NULL))
      ) WITH (fillfactor = 50)`);
    await runner.query('INSERT INTO bank_breaker DEFAULT VALUES');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bank_breaker');
  }
}
