import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What each event is about, so that the log answers for one deal or payment. `person_ref` is a keyed
 * hash. Events stored before have none of it; they are found by their ids.
 */
const ADD_COLUMNS = `
  ALTER TABLE bank_events
    ADD COLUMN deal_ref text,
    ADD COLUMN recipient_ref text,
    ADD COLUMN payment_ref text,
    ADD COLUMN person_ref text,
    ADD COLUMN redeliveries integer NOT NULL DEFAULT 0,
    ADD COLUMN last_redelivered_at timestamptz`;

/** Each row is in few of them: an event names a person, or a deal, mostly with a payment. */
const CREATE_INDEXES = [
  'CREATE INDEX bank_events_type ON bank_events (event_type, received_at)',
  `CREATE INDEX bank_events_deal ON bank_events (deal_ref, received_at)
   WHERE deal_ref IS NOT NULL`,
  `CREATE INDEX bank_events_payment ON bank_events (payment_ref, received_at)
   WHERE payment_ref IS NOT NULL`,
  `CREATE INDEX bank_events_recipient_only ON bank_events (recipient_ref, received_at)
   WHERE recipient_ref IS NOT NULL AND deal_ref IS NULL AND payment_ref IS NULL`,
  `CREATE INDEX bank_events_person ON bank_events (person_ref, received_at)
   WHERE person_ref IS NOT NULL`,
];

export class EventReferences1700000000002 implements MigrationInterface {
  readonly name = 'EventReferences1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_COLUMNS);
    for (const sql of CREATE_INDEXES) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX bank_events_type');
    await runner.query(`
      ALTER TABLE bank_events
        DROP COLUMN deal_ref, DROP COLUMN recipient_ref, DROP COLUMN payment_ref,
        DROP COLUMN person_ref, DROP COLUMN redeliveries, DROP COLUMN last_redelivered_at`);
  }
}
