import { Pool, type QueryResultRow } from 'pg';
import { externalDealIdOf } from './samples';

const DEALS = `
  INSERT INTO deal.deals (deal_id, external_deal_id, account_number, amount_kopecks, status, bank_status,
                          version, created_by, created_at)
  SELECT gen_random_uuid(), external_deal_id, '40702810000000000000', 15000050, 'ready_to_pay',
         'ACCEPTED', 1, gen_random_uuid(), now()
  FROM unnest($1::text[]) AS external_deal_id`;
/** An agent and the platform, the usual deal. */
const RECIPIENTS = `
  INSERT INTO deal.recipients (deal_id, recipient_id, position, role, legal_type, inn,
                               external_recipient_id, share_kopecks, payout_status)
  SELECT deal_id, role, position, role, 'OOO', '7710140679', external_deal_id || role,
         amount_kopecks / 2, 'pending'
  FROM deal.deals, (VALUES (0, 'agent'), (1, 'platform')) AS r (position, role)
  WHERE external_deal_id = ANY($1::text[])`;
const FACTS = `
  INSERT INTO deal.deal_facts (deal_id, kind, payment_id, cause_kind, cause_id)
  SELECT deal_id, 'deal.accepted', '', 'event', 'seed' FROM deal.deals
  WHERE external_deal_id = ANY($1::text[])`;

const CREATE_OWN = `
  CREATE SCHEMA IF NOT EXISTS bench;
  CREATE TABLE IF NOT EXISTS bench.bank_events
    (LIKE webhook_ingress.bank_events INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)`;

/** The measured system's database, as the bench sees it. */
export class BenchDatabase {
  private readonly pool: Pool;

  constructor(readonly url: string) {
    this.pool = new Pool({ connectionString: url, max: 2 });
    // An interrupted bench stops the server under idle connections; a query in hand fails by itself.
    this.pool.on('error', () => undefined);
  }

  async query<T extends QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(sql, parameters)).rows;
  }

  /** The number that a `SELECT count(*) AS count ...` gives. */
  async count(from: string, parameters: unknown[] = []): Promise<number> {
    const [row] = await this.query<{ count: string }>(`SELECT count(*) FROM ${from}`, parameters);
    return Number(row?.count);
  }

  /** A table like that of the ingress, for the handlers that it is compared with. */
  async createOwnTables(): Promise<void> {
    await this.query(CREATE_OWN);
  }

  /** Deals that are accepted and wait for money, as if they had been created by commands. */
  async addDeals(prefix: string, deals: number): Promise<void> {
    const ids = Array.from({ length: deals }, (_, index) => externalDealIdOf(prefix, index));
    for (const statement of [DEALS, RECIPIENTS, FACTS]) await this.query(statement, [ids]);
    // A bulk load changes the plans of the next statements whenever autovacuum gets to it; so, now.
    await this.query('ANALYZE deal.deals, deal.recipients, deal.deal_facts, deal.inbox');
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
