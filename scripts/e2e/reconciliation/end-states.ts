import { type Reconciler } from './reconciler';

interface Ledger {
  readonly deals: readonly { readonly dealId: string; readonly status: string }[];
  readonly payments: readonly {
    readonly paymentId: string;
    readonly beneficiaryId: string;
    readonly amountKopecks: string;
    readonly status: string;
  }[];
}

const PAYOUT_STATUS: Readonly<Record<string, string>> = {
  PENDING: 'bank_hold',
  SUCCEEDED: 'paid_out',
  FAILED: 'failed',
};

const OURS = `
  SELECT external_deal_id AS id, bank_status AS status FROM deal.deals
  UNION ALL SELECT payment_id, status FROM payout.payouts`;

/** States of ours that are not the bank's, as text; empty when both sides agree on all of them. */
export async function differencesFromBank(reconciler: Reconciler) {
  const { deals, payments } = await reconciler.http.bank<Ledger>('GET', '/ledger');
  const ours = await reconciler.query<{ id: string; status: string }>(OURS);
  const known = new Map(ours.map(({ id, status }) => [id, status]));
  const wanted = [
    ...deals.map(({ dealId, status }) => [dealId, status === 'IN_PROGRESS' ? 'FUNDED' : status]),
    ...payments.map(({ paymentId, status }) => [paymentId, PAYOUT_STATUS[status] ?? status]),
  ] as const;
  const different = wanted.filter(([id = '', status]) => known.get(id) !== status);
  const count =
    ours.length === wanted.length ? [] : [`${ours.length} ours, ${wanted.length} there`];
  return [
    ...different.map(([id = '', status]) => `${id}: ${known.get(id) ?? 'none'}, ${status} there`),
    ...count,
  ];
}

/**
 * A status that a record came to twice. Payments may be pending and fail again and again; everything
 * else happens once in the life of a record.
 */
const CHANGED_TWICE = String.raw`
  SELECT deal_id::text AS id, field, to_state FROM deal.deal_history
  WHERE field IN ('status', 'bankStatus') AND to_state NOT LIKE 'payment\_%' GROUP BY 1, 2, 3 HAVING count(*) > 1
  UNION ALL
  SELECT payout_id::text, 'status', to_state FROM payout.payout_history GROUP BY 1, 3 HAVING count(*) > 1`;

/** The rows of history of one record hang together: each begins where the one before it ended. */
const BROKEN_CHAINS = `
  SELECT * FROM (
    SELECT deal_id::text AS id, field, from_state,
           lag(to_state) OVER (PARTITION BY deal_id, field ORDER BY id) AS before
    FROM deal.deal_history
    UNION ALL
    SELECT payout_id::text, 'status', from_state,
           lag(to_state) OVER (PARTITION BY payout_id ORDER BY id)
    FROM payout.payout_history) changes
  WHERE before IS NOT NULL AND from_state IS DISTINCT FROM before`;

/** Deals and payouts whose changes were not each applied once. */
export async function changesNotOnce(reconciler: Reconciler): Promise<unknown[]> {
  return [...(await reconciler.query(CHANGED_TWICE)), ...(await reconciler.query(BROKEN_CHAINS))];
}
