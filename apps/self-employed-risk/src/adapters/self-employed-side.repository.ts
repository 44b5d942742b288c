import {
  type ReceiptSide,
  type ReceiptsSide,
  type SelfEmployedSide,
  type SelfEmployedSideQuery,
  type SidePage,
  sidePageOf,
} from '@lk/contracts';
import { TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { FETCHED } from '../domain/receipt-facts';

const PAGE = `
  SELECT self_employed_id AS "selfEmployedId", external_recipient_id AS "externalRecipientId", status,
         cancelled_receipts AS "cancelledReceipts", flagged_at IS NOT NULL AS flagged,
         changed_at AS "changedAt"
  FROM self_employed WHERE ($1::uuid IS NULL OR self_employed_id > $1)
  ORDER BY self_employed_id LIMIT $2`;

/** People whom we do not have are missing; people without receipts have an empty list. */
const RECEIPTS = `
  SELECT p.self_employed_id AS "selfEmployedId", r.receipts
  FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) wanted
  CROSS JOIN LATERAL (
    SELECT self_employed_id FROM self_employed WHERE self_employed_id = wanted.id OFFSET 0) p
  CROSS JOIN LATERAL (
    SELECT COALESCE(json_agg(json_build_object(
             'receiptId', receipt_id, 'status', status, 'amountKopecks', amount_kopecks::text,
             'reconciled', NOT EXISTS (
               SELECT FROM receipt_facts f
               WHERE f.self_employed_id = p.self_employed_id AND f.receipt_id = receipts.receipt_id
                 AND f.kind = CASE receipts.status WHEN 'CANCELLED' THEN 'cancelled' ELSE 'ready' END
                 AND NOT starts_with(f.event_id, $2)))
             ORDER BY receipt_id), '[]') AS receipts
    FROM receipts WHERE self_employed_id = p.self_employed_id) r
  ORDER BY p.self_employed_id`;

type PersonRow = Omit<SelfEmployedSide, 'changedAt'> & { readonly changedAt: Date };

/** People and their receipts as reconciliation compares them with the bank's; nothing names anybody. */
@Injectable()
export class SelfEmployedSideRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  async page({ after, limit }: SelfEmployedSideQuery): Promise<SidePage<SelfEmployedSide>> {
    const rows = await this.transactions.query<PersonRow>(PAGE, [after ?? null, limit + 1]);
    const sides = rows.map((row) => ({ ...row, changedAt: row.changedAt.toISOString() }));
    return sidePageOf(sides, limit, ({ selfEmployedId }) => selfEmployedId);
  }

  receipts(selfEmployedIds: readonly string[]): Promise<ReceiptsSide[]> {
    return this.transactions.query<{ selfEmployedId: string; receipts: ReceiptSide[] }>(RECEIPTS, [
      selfEmployedIds,
      FETCHED,
    ]);
  }
}
