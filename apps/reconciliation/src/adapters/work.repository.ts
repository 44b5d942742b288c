import { type PayoutSide } from '@lk/contracts';
import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type BankPaymentSide } from '../domain/bank-sides';
import { driftIdOf, type Finding, type Scope } from '../domain/finding';

/** The same difference found twice in a run is one; the later reading knows better. */
const ADD_FINDINGS = `
  INSERT INTO findings (run_id, scope, drift_id, finding)
  SELECT $1, $2, id, finding FROM unnest($3::uuid[], $4::jsonb[]) AS f (id, finding)
  ON CONFLICT (run_id, drift_id)
  DO UPDATE SET finding = excluded.finding, at = clock_timestamp()`;

const ADD_SEEN = `
  INSERT INTO seen (run_id, kind, external_id) SELECT $1, $2, unnest($3::text[])
  ON CONFLICT DO NOTHING`;

const ADD_UNMATCHED = `
  INSERT INTO unmatched
    (run_id, payment_id, beneficiary_id, deal_id, amount_kopecks, status, request_id)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[])
  ON CONFLICT DO NOTHING`;

/** A beneficiary is paid the same sum again and again; a few payouts of it explain as much as all. */
const MOST_CANDIDATES = 20;
const ADD_CANDIDATES = `
  UPDATE unmatched u SET candidates = u.candidates || c.sides
  FROM (
    SELECT beneficiary_id, amount_kopecks, jsonb_agg(side) AS sides
    FROM unnest($2::text[], $3::bigint[], $4::jsonb[]) AS p (beneficiary_id, amount_kopecks, side)
    GROUP BY 1, 2) c
  WHERE u.run_id = $1 AND u.beneficiary_id = c.beneficiary_id
    AND u.amount_kopecks = c.amount_kopecks
    AND jsonb_array_length(u.candidates) < ${MOST_CANDIDATES}`;

const UNMATCHED = `
  SELECT payment_id AS "paymentId", beneficiary_id AS "beneficiaryId", deal_id AS "dealId",
         amount_kopecks AS "amountKopecks", status, request_id AS "requestId", candidates
  FROM unmatched WHERE run_id = $1 AND payment_id > $2 ORDER BY payment_id LIMIT $3`;

const FORGET = ['findings', 'seen', 'unmatched'].map(
  (table) => `
    WITH gone AS (
      DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM ${table} WHERE run_id = $1 LIMIT 20000)) RETURNING 1)
    SELECT count(*)::integer AS count FROM gone`,
);

/** A payment of the bank that stands in no payout, and the payouts that could explain it. */
export interface Unmatched {
  readonly payment: BankPaymentSide;
  readonly candidates: readonly PayoutSide[];
}

interface UnmatchedRow {
  paymentId: string;
  beneficiaryId: string;
  dealId: string | null;
  amountKopecks: string;
  status: string;
  requestId: string | null;
  candidates: PayoutSide[];
}

/** What a run remembers between its pages. */
export class WorkRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  async addFindings(
    tx: Transaction,
    runId: string,
    scope: Scope,
    findings: readonly Finding[],
  ): Promise<void> {
    if (findings.length === 0) return;
    // One statement cannot touch a row twice.
    const byId = new Map(findings.map((finding) => [driftIdOf(finding), finding]));
    const texts = [...byId.values()].map((finding) => JSON.stringify(finding));
    await tx.query(ADD_FINDINGS, [runId, scope, [...byId.keys()], texts]);
  }

  async addSeen(
    tx: Transaction,
    runId: string,
    kind: string,
    ids: readonly string[],
  ): Promise<void> {
    if (ids.length > 0) await tx.query(ADD_SEEN, [runId, kind, ids]);
  }

  /** Those of the ids that the run met in the bank's list. */
  async findSeen(runId: string, kind: string, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const sql = `
      SELECT external_id FROM seen WHERE run_id = $1 AND kind = $2 AND external_id = ANY ($3)`;
    const rows = await this.transactions.query<{ external_id: string }>(sql, [runId, kind, ids]);
    return new Set(rows.map(({ external_id: id }) => id));
  }

  async addUnmatched(
    tx: Transaction,
    runId: string,
    payments: readonly BankPaymentSide[],
  ): Promise<void> {
    if (payments.length === 0) return;
    await tx.query(ADD_UNMATCHED, [
      runId,
      payments.map(({ paymentId }) => paymentId),
      payments.map(({ beneficiaryId }) => beneficiaryId),
      payments.map(({ dealId }) => dealId ?? null),
      payments.map(({ amountKopecks }) => amountKopecks.toString()),
      payments.map(({ status }) => status),
      payments.map(({ requestId }) => requestId ?? null),
    ]);
  }

  /** Payouts beside the unmatched payments that they could explain. */
  async addCandidates(
    tx: Transaction,
    runId: string,
    payouts: readonly PayoutSide[],
  ): Promise<void> {
    if (payouts.length === 0) return;
    await tx.query(ADD_CANDIDATES, [
      runId,
      payouts.map(({ externalRecipientId }) => externalRecipientId),
      payouts.map(({ amountKopecks }) => amountKopecks),
      payouts.map((payout) => JSON.stringify(payout)),
    ]);
  }

  async hasUnexplained(runId: string): Promise<boolean> {
    const sql = `SELECT 1 FROM unmatched WHERE run_id = $1 AND candidates = '[]' LIMIT 1`;
    return (await this.transactions.query(sql, [runId])).length > 0;
  }

  async unmatched(runId: string, after: string, limit: number): Promise<Unmatched[]> {
    const rows = await this.transactions.query<UnmatchedRow>(UNMATCHED, [runId, after, limit]);
    return rows.map(({ candidates, dealId, requestId, amountKopecks, ...payment }) => ({
      candidates,
      payment: {
        ...payment,
        amountKopecks: BigInt(amountKopecks),
        dealId: dealId ?? undefined,
        requestId: requestId ?? undefined,
      },
    }));
  }

  async dropFindings(tx: Transaction, runId: string, scope: Scope): Promise<void> {
    await tx.query('DELETE FROM findings WHERE run_id = $1 AND scope = $2', [runId, scope]);
  }

  /** Forgets all of a run that has ended, a part at a time. */
  async forget(runId: string): Promise<void> {
    for (const sql of FORGET) {
      for (let gone = 1; gone > 0;) {
        const [row] = await this.transactions.query<{ count: number }>(sql, [runId]);
        gone = row?.count ?? 0;
      }
    }
  }
}
