import { queryPostgres } from '../../stack';

export const SCHEMAS = [
  'webhook_ingress',
  'deal',
  'payout',
  'self_employed_risk',
  'notification',
  'tbank',
  'ops',
  'reconciliation',
];

/**
 * The columns that may hold personal data, each with its reason; all others must not. `tbank` has none.
 */
export const ALLOWED_COLUMNS: Readonly<Record<string, string>> = {
  'webhook_ingress.bank_events.body': 'the raw log: the bytes as the bank signed them',
  'webhook_ingress.outbox.body': "the bank's event on its way to its owner",
  'deal.deals.account_number': 'the nominal account that the deal is kept on',
  'deal.recipients.inn': 'the owner: whom the deal pays',
  'deal.recipients.role': 'free text of the cabinet',
  'deal.steps.description': 'what the bank is to show; free text of the cabinet',
  'payout.payouts.account_number': 'the nominal account that pays',
  'payout.payouts.purpose': 'what the statement is to show; free text of the cabinet',
  'self_employed_risk.self_employed.inn': 'the owner: by it the person is found',
  'self_employed_risk.receipts.url': "the person's receipt at the tax service",
  'self_employed_risk.receipt_facts.url': 'the same, as an event told it',
};

const INSTALL = `
  CREATE SCHEMA canary;
  CREATE TABLE canary.rows (place text NOT NULL, row jsonb NOT NULL);
  CREATE FUNCTION canary.keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    INSERT INTO canary.rows VALUES (TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, to_jsonb(NEW));
    RETURN NULL;
  END $$;
  DO $$
  DECLARE place record;
  BEGIN
    -- A partition has the triggers of its table.
    FOR place IN SELECT nspname AS schemaname, relname AS tablename
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE relkind IN ('r', 'p') AND NOT relispartition
                   AND nspname IN (${SCHEMAS.map((name) => `'${name}'`).join(', ')}) LOOP
      EXECUTE format('CREATE TRIGGER canary_keep AFTER INSERT OR UPDATE ON %I.%I
                      FOR EACH ROW EXECUTE FUNCTION canary.keep()', place.schemaname, place.tablename);
    END LOOP;
  END $$`;

/** A version of a row that was stored at some time. */
export interface StoredRow {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/**
 * Sees every row of every table from now on, in each version it ever has: what is written and deleted
 * again (the outbox) is seen too. Ends with {@link removeAudit}.
 */
export async function installAudit(databaseUrl: string): Promise<void> {
  await removeAudit(databaseUrl);
  await queryPostgres(databaseUrl, INSTALL);
}

export async function removeAudit(databaseUrl: string): Promise<void> {
  await queryPostgres(databaseUrl, 'DROP SCHEMA IF EXISTS canary CASCADE');
}

/** All versions of all rows that were seen, each once. */
export async function auditedRows(databaseUrl: string): Promise<StoredRow[]> {
  const rows = await queryPostgres(databaseUrl, 'SELECT DISTINCT place, row FROM canary.rows');
  return rows.map(({ place, row }) => ({
    table: String(place),
    row: row as StoredRow['row'],
  }));
}
