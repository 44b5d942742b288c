import { type PayoutSide, type PayoutSideQuery, type SidePage, sidePageOf } from '@lk/contracts';
import { TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';

/** The condition of the partial index `payouts_open`, word for word. */
const IS_OPEN = `status IN ('pending', 'unknown', 'bank_hold')`;

/**
 * One statement for a whole page, whatever the number of payouts on it; `picked` are their keys. Each
 * LATERAL is a read by index per key (`OFFSET 0` keeps it one): a join would now and then read the table.
 */
const sidesOf = (picked: string): string => `
  WITH picked AS (${picked})
  SELECT p.payout_id AS "payoutId", p.deal_id AS "dealId", p.external_deal_id AS "externalDealId",
         p.recipient_id AS "recipientId", p.external_recipient_id AS "externalRecipientId",
         p.amount_kopecks::text AS "amountKopecks", p.payment_id AS "paymentId", p.status,
         p.created_at AS "createdAt", p.changed_at AS "changedAt", f.facts, f."reconciledFacts"
  FROM picked
  CROSS JOIN LATERAL (SELECT * FROM payouts WHERE payout_id = picked.payout_id OFFSET 0) p
  CROSS JOIN LATERAL (
    SELECT COALESCE(array_agg(kind ORDER BY kind), '{}') AS facts,
           COALESCE(array_agg(kind ORDER BY kind)
                      FILTER (WHERE cause_kind = 'reconciliation' AND NOT told_by_bank), '{}')
             AS "reconciledFacts"
    FROM payout_facts WHERE payout_id = p.payout_id) f
  ORDER BY p.payout_id`;

const AFTER = '($1::uuid IS NULL OR payout_id > $1)';
const NEXT = 'ORDER BY payout_id LIMIT $2';

const keys = (condition: string): string =>
  `SELECT payout_id FROM payouts WHERE ${AFTER} AND ${condition} ${NEXT}`;

const ALL = sidesOf(`SELECT payout_id FROM payouts WHERE ${AFTER} ${NEXT}`);
const CHANGED = sidesOf(keys('changed_at >= $3'));
const OPEN = sidesOf(keys(IS_OPEN));
/** Two conditions in one would be no condition for an index: each picks a page by its own. */
const OPEN_OR_CHANGED = sidesOf(`(${keys(IS_OPEN)}) UNION (${keys('changed_at >= $3')}) ${NEXT}`);
/** A deal has a handful of payouts: the other conditions need no index of their own. */
const OF_DEAL = sidesOf(
  keys(`deal_id = $3 AND ($4 = 'all' AND ($5::timestamptz IS NULL OR changed_at >= $5)
        OR $4 = 'open' AND (${IS_OPEN} OR changed_at >= $5))`),
);
const BY_PAYMENT = sidesOf(`
  SELECT found.payout_id FROM (SELECT DISTINCT unnest($1::text[]) AS id) wanted
  CROSS JOIN LATERAL (SELECT payout_id FROM payouts WHERE payment_id = wanted.id OFFSET 0) found`);

type Row = Omit<PayoutSide, 'createdAt' | 'changedAt'> & {
  readonly createdAt: Date;
  readonly changedAt: Date;
};

/** Payouts as reconciliation compares them with the bank's payments. */
@Injectable()
export class PayoutSideRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  async page(query: PayoutSideQuery): Promise<SidePage<PayoutSide>> {
    const { sql, parameters } = pageStatement(query);
    const page = [query.after ?? null, query.limit + 1];
    const sides = await this.read(sql, [...page, ...parameters]);
    return sidePageOf(sides, query.limit, ({ payoutId }) => payoutId);
  }

  /** Those of them that we have, in the order of our own ids. */
  findByPaymentIds(paymentIds: readonly string[]): Promise<PayoutSide[]> {
    return this.read(BY_PAYMENT, [paymentIds]);
  }

  private async read(sql: string, parameters: readonly unknown[]): Promise<PayoutSide[]> {
    const rows = await this.transactions.query<Row>(sql, parameters);
    return rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      changedAt: row.changedAt.toISOString(),
    }));
  }
}

function pageStatement({ dealId, scope, changedSince }: PayoutSideQuery): {
  readonly sql: string;
  readonly parameters: readonly unknown[];
} {
  if (dealId !== undefined) {
    return { sql: OF_DEAL, parameters: [dealId, scope, changedSince ?? null] };
  }
  if (changedSince === undefined) return { sql: scope === 'open' ? OPEN : ALL, parameters: [] };
  return { sql: scope === 'open' ? OPEN_OR_CHANGED : CHANGED, parameters: [changedSince] };
}
