import { type Transaction } from '@lk/persistence';
import { type DriftAction, type DriftClass } from '../domain/drift-classes';
import { type DriftStatus, LIVE_STATUSES } from '../domain/drift-life';
import { type Evidence, type Repair, type Scope, type SubjectKind } from '../domain/finding';

/** One difference and its life; the same difference seen again is the same row. */
export interface Drift {
  readonly driftId: string;
  readonly scope: Scope;
  readonly class: DriftClass;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly aspect: string;
  readonly dealId: string | null;
  readonly externalDealId: string | null;
  readonly payoutId: string | null;
  readonly selfEmployedId: string | null;
  readonly status: DriftStatus;
  readonly action: DriftAction;
  readonly ours: Evidence;
  readonly bank: Evidence;
  readonly digest: string;
  readonly requestId: string | null;
  readonly amountKopecks: string | null;
  readonly repair: Repair | null;
  readonly repairAttempts: number;
  readonly repairedAt: Date | null;
  readonly firstSeenAt: Date;
  readonly openedAt: Date | null;
  readonly lastSeenAt: Date;
  readonly closedAt: Date | null;
  readonly timesOpened: number;
  readonly firstRun: string;
  readonly openedRun: string | null;
  readonly lastRun: string;
  readonly checkedRun: string | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
  readonly note: string | null;
}

/** Property and column, in the order of the statement's parameters. */
const COLUMNS = {
  driftId: 'drift_id',
  scope: 'scope',
  class: 'class',
  subjectKind: 'subject_kind',
  subjectId: 'subject_id',
  aspect: 'aspect',
  dealId: 'deal_id',
  externalDealId: 'external_deal_id',
  payoutId: 'payout_id',
  selfEmployedId: 'self_employed_id',
  status: 'status',
  action: 'action',
  ours: 'ours',
  bank: 'bank',
  digest: 'digest',
  requestId: 'request_id',
  amountKopecks: 'amount_kopecks',
  repair: 'repair',
  repairAttempts: 'repair_attempts',
  repairedAt: 'repaired_at',
  firstSeenAt: 'first_seen_at',
  openedAt: 'opened_at',
  lastSeenAt: 'last_seen_at',
  closedAt: 'closed_at',
  timesOpened: 'times_opened',
  firstRun: 'first_run',
  openedRun: 'opened_run',
  lastRun: 'last_run',
  checkedRun: 'checked_run',
  resolvedBy: 'resolved_by',
  resolution: 'resolution',
  note: 'note',
} as const satisfies Record<keyof Drift, string>;

const entries = Object.entries(COLUMNS) as [keyof Drift, string][];

/** All of a drift, for every statement that reads one. */
export const DRIFT_COLUMNS = entries.map(([name, column]) => `${column} AS "${name}"`).join(', ');

const columns = entries.map(([, column]) => column);

/** One JSON document for all rows: thirty arrays would say the same less clearly. */
const SAVE = `
  INSERT INTO drifts (${columns.join(', ')})
  SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::drifts, $1)
  ON CONFLICT (drift_id) DO UPDATE SET
    ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;

export interface DriftChange {
  readonly driftId: string;
  readonly from: DriftStatus | null;
  readonly to: DriftStatus;
  readonly runId: string | null;
  readonly actor?: string | undefined;
  readonly note?: string | undefined;
}

const ADD_HISTORY = `
  INSERT INTO drift_history (drift_id, from_status, to_status, run_id, actor, note, at)
  SELECT *, clock_timestamp() FROM unnest(
    $1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[])`;

const LIVE = LIVE_STATUSES.map((status) => `'${status}'`).join(', ');

const MARK_CHECKED = `
  UPDATE drifts SET checked_run = $1
  WHERE scope = $2 AND subject_kind = $3 AND subject_id = ANY ($4) AND status IN (${LIVE})`;

/** Every method works inside the caller's transaction. */
export class DriftRepository {
  /** Locked until the transaction ends, in one order, so that two cannot wait for each other. */
  lock(tx: Transaction, driftIds: readonly string[]): Promise<Drift[]> {
    const sql = `
      SELECT ${DRIFT_COLUMNS} FROM drifts WHERE drift_id = ANY ($1) ORDER BY drift_id FOR UPDATE`;
    return tx.query(sql, [driftIds]);
  }

  /** Drifts of a condition over `drifts`, by id behind `after`, locked. */
  lockPage(
    tx: Transaction,
    condition: string,
    parameters: readonly unknown[],
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<Drift[]> {
    const place = parameters.length + 1;
    const sql = `
      SELECT ${DRIFT_COLUMNS} FROM drifts
      WHERE drift_id > $${place} AND ${condition} ORDER BY drift_id LIMIT $${place + 1} FOR UPDATE`;
    return tx.query(sql, [...parameters, after, limit]);
  }

  async save(tx: Transaction, drifts: readonly Drift[]): Promise<void> {
    if (drifts.length > 0) await tx.query(SAVE, [JSON.stringify(drifts.map(toRow))]);
  }

  async remove(tx: Transaction, driftIds: readonly string[]): Promise<void> {
    if (driftIds.length > 0)
      await tx.query('DELETE FROM drifts WHERE drift_id = ANY ($1)', [driftIds]);
  }

  async addHistory(tx: Transaction, changes: readonly DriftChange[]): Promise<void> {
    if (changes.length === 0) return;
    await tx.query(ADD_HISTORY, [
      changes.map(({ driftId }) => driftId),
      changes.map(({ from }) => from),
      changes.map(({ to }) => to),
      changes.map(({ runId }) => runId),
      changes.map(({ actor }) => actor ?? null),
      changes.map(({ note }) => note ?? null),
    ]);
  }

  /** Notes that the run has looked at these, whether anything was found or not. */
  async markChecked(
    tx: Transaction,
    run: { readonly runId: string; readonly scope: Scope },
    kind: SubjectKind,
    subjectIds: readonly string[],
  ): Promise<void> {
    if (subjectIds.length === 0) return;
    await tx.query(MARK_CHECKED, [run.runId, run.scope, kind, subjectIds]);
  }
}

function toRow(drift: Drift): Record<string, unknown> {
  return Object.fromEntries(entries.map(([name, column]) => [column, valueOf(drift[name])]));
}

const valueOf = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
