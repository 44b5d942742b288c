import { type DealSide, type DealSideQuery, type SidePage, sidePageOf } from '@lk/contracts';
import { TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';

/** The condition of the partial index `deals_open`, word for word. */
const IS_OPEN = `bank_status NOT IN ('COMPLETED', 'CANCELLED')`;

/**
 * One statement for a whole page, whatever the number of deals on it; `picked` are their keys. Each
 * LATERAL is a read by index per key (`OFFSET 0` keeps it one): a join would now and then read the table.
 */
const sidesOf = (picked: string): string => `
  WITH picked AS (${picked})
  SELECT d.deal_id AS "dealId", d.external_deal_id AS "externalDealId", d.status,
         d.bank_status AS "bankStatus", d.amount_kopecks::text AS "amountKopecks", d.version,
         d.created_at AS "createdAt", d.changed_at AS "changedAt", f.facts,
         f."reconciledFacts", r.recipients
  FROM picked
  CROSS JOIN LATERAL (SELECT * FROM deals WHERE deal_id = picked.deal_id OFFSET 0) d
  CROSS JOIN LATERAL (
    SELECT COALESCE(array_agg(kind ORDER BY kind), '{}') AS facts,
           COALESCE(array_agg(kind ORDER BY kind) FILTER (WHERE reconciled), '{}') AS "reconciledFacts"
    FROM (SELECT kind, bool_and(cause_kind = 'reconciliation' AND NOT told_by_bank) AS reconciled
          FROM deal_facts WHERE deal_id = d.deal_id GROUP BY kind) kinds) f
  CROSS JOIN LATERAL (
    SELECT COALESCE(json_agg(json_build_object(
             'recipientId', recipient_id, 'externalRecipientId', external_recipient_id,
             'shareKopecks', share_kopecks::text, 'payoutStatus', payout_status)
             ORDER BY position), '[]') AS recipients
    FROM recipients WHERE deal_id = d.deal_id) r
  ORDER BY d.deal_id`;

const AFTER = '($1::uuid IS NULL OR deal_id > $1)';
const NEXT = 'ORDER BY deal_id LIMIT $2';

const ALL = sidesOf(`SELECT deal_id FROM deals WHERE ${AFTER} ${NEXT}`);
const CHANGED = sidesOf(`SELECT deal_id FROM deals WHERE ${AFTER} AND changed_at >= $3 ${NEXT}`);
const OPEN = sidesOf(`SELECT deal_id FROM deals WHERE ${AFTER} AND ${IS_OPEN} ${NEXT}`);
/** Two conditions in one would be no condition for an index: each picks a page by its own. */
const OPEN_OR_CHANGED = sidesOf(`
  (SELECT deal_id FROM deals WHERE ${AFTER} AND ${IS_OPEN} ${NEXT})
  UNION (SELECT deal_id FROM deals WHERE ${AFTER} AND changed_at >= $3 ${NEXT}) ${NEXT}`);
const BY_EXTERNAL_ID = sidesOf(`
  SELECT found.deal_id FROM (SELECT DISTINCT unnest($1::text[]) AS id) wanted
  CROSS JOIN LATERAL (SELECT deal_id FROM deals WHERE external_deal_id = wanted.id OFFSET 0) found`);
const ONE = sidesOf('SELECT $1::uuid AS deal_id');

type Row = Omit<DealSide, 'createdAt' | 'changedAt'> & {
  readonly createdAt: Date;
  readonly changedAt: Date;
};

/** Deals as reconciliation compares them with the bank's. */
@Injectable()
export class DealSideRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  async page(query: DealSideQuery): Promise<SidePage<DealSide>> {
    const { after = null, limit, changedSince } = query;
    const since = changedSince === undefined ? [] : [changedSince];
    const sides = await this.read(pageStatement(query), [after, limit + 1, ...since]);
    return sidePageOf(sides, limit, ({ dealId }) => dealId);
  }

  /** Those of them that we have, in the order of our own ids. */
  findByExternalIds(externalDealIds: readonly string[]): Promise<DealSide[]> {
    return this.read(BY_EXTERNAL_ID, [externalDealIds]);
  }

  async find(dealId: string): Promise<DealSide | undefined> {
    const [side] = await this.read(ONE, [dealId]);
    return side;
  }

  private async read(sql: string, parameters: readonly unknown[]): Promise<DealSide[]> {
    const rows = await this.transactions.query<Row>(sql, parameters);
    return rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      changedAt: row.changedAt.toISOString(),
    }));
  }
}

function pageStatement({ scope, changedSince }: DealSideQuery): string {
  if (scope === 'open') return changedSince ? OPEN_OR_CHANGED : OPEN;
  return changedSince ? CHANGED : ALL;
}
