import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { type ItemResult, type ItemVerdict, type Progress } from '../../domain/replays/job';

export interface NewItem {
  readonly letterId: string;
  readonly verdict: ItemVerdict;
  /** Why it would not be sent. */
  readonly code?: string;
}

/** An item on its way to another result. */
export interface ItemMove {
  readonly position: number;
  readonly to: ItemResult;
  readonly errorCode?: string | null;
  readonly errorMessage?: string | null;
  /** With `sending`: under which id the owner remembers the message. */
  readonly ownerId?: string | null;
}

/** What a move came to. */
export interface Moved {
  /** The changes to the counts of the job. */
  readonly changes: Partial<Progress>;
  /** Of the items that were moved. */
  readonly positions: ReadonlySet<number>;
}

interface MovedRow {
  readonly position: number;
  readonly was: ItemResult;
  readonly became: ItemResult;
}

const INSERT = `
  INSERT INTO job_items (job_id, position, letter_id, verdict, error_code)
  SELECT $1, $2::int + g.n, g.letter_id, g.verdict, g.code
  FROM unnest($3::uuid[], $4::text[], $5::text[]) WITH ORDINALITY AS g(letter_id, verdict, code, n)`;

const TAKE_PENDING = `
  SELECT position, letter_id AS "letterId" FROM job_items
  WHERE job_id = $1 AND result = 'pending' ORDER BY position LIMIT $2`;

const DECIDED = `('succeeded', 'failed_again', 'already_done', 'refused', 'skipped', 'undecided')`;

/**
 * Only items that still have a result they are moved from; which, and from where to where. With
 * `sending` the failures of the letter are written down, which its caller has locked.
 */
const MOVE = `
  WITH given AS (
    SELECT * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[])
      AS g(position, result, error_code, error_message, owner_id)
  ), old AS (
    SELECT position, result FROM job_items
    WHERE job_id = $1 AND position = ANY($2::int[]) AND result = ANY($7::text[])
    ORDER BY position FOR UPDATE
  ), moved AS (
    UPDATE job_items i SET
      result = g.result,
      error_code = g.error_code,
      error_message = g.error_message,
      owner_id = coalesce(g.owner_id, i.owner_id),
      occurrences = CASE g.result WHEN 'sending' THEN (
        SELECT l.occurrences FROM dead_letters l WHERE l.id = i.letter_id) ELSE i.occurrences END,
      sending_at = CASE g.result WHEN 'sending' THEN $8 WHEN 'pending' THEN NULL
                                 ELSE i.sending_at END,
      sent_at = CASE g.result WHEN 'sent' THEN $8 WHEN 'pending' THEN NULL ELSE i.sent_at END,
      settled_at = CASE WHEN g.result IN ${DECIDED} THEN $8::timestamptz END
    FROM given g JOIN old o ON o.position = g.position
    WHERE i.job_id = $1 AND i.position = ANY($2::int[]) AND i.position = g.position
    RETURNING i.position, o.result AS was, i.result AS became
  )
  SELECT position, was, became FROM moved`;

const SKIP_PENDING = `
  WITH taken AS (
    SELECT position FROM job_items WHERE job_id = $1 AND result = 'pending'
    ORDER BY position LIMIT $2 FOR UPDATE
  ), skipped AS (
    UPDATE job_items i SET result = 'skipped', error_code = 'CANCELLED', settled_at = $3
    FROM taken t WHERE i.job_id = $1 AND i.position = t.position RETURNING 1
  )
  SELECT count(*)::int AS n FROM skipped`;

/** The items of jobs: one message each, with what became of it. */
export class JobItemRepository {
  constructor(private readonly transactions: TransactionRunner) {}

  /** @param after the position of the last item there is */
  async insert(
    tx: Transaction,
    jobId: string,
    after: number,
    items: readonly NewItem[],
  ): Promise<void> {
    const letterIds = items.map(({ letterId }) => letterId);
    const verdicts = items.map(({ verdict }) => verdict);
    const codes = items.map(({ code }) => code ?? null);
    await tx.query(INSERT, [jobId, after, letterIds, verdicts, codes]);
  }

  /** In the order of the plan. */
  takePending(
    jobId: string,
    limit: number,
  ): Promise<{ readonly position: number; readonly letterId: string }[]> {
    return this.transactions.query(TAKE_PENDING, [jobId, limit]);
  }

  /** Moves items that still have one of the given results; others are left as they are. */
  async move(
    tx: Transaction,
    jobId: string,
    from: readonly ItemResult[],
    moves: readonly ItemMove[],
    now: Date,
  ): Promise<Moved> {
    if (moves.length === 0) return { changes: {}, positions: new Set() };
    const rows = await tx.query<MovedRow[]>(MOVE, [jobId, ...columnsOf(moves), from, now]);
    const changes: Partial<Record<ItemResult, number>> = {};
    for (const { was, became } of rows) {
      changes[was] = (changes[was] ?? 0) - 1;
      changes[became] = (changes[became] ?? 0) + 1;
    }
    return { changes, positions: new Set(rows.map(({ position }) => position)) };
  }

  /** For a cancelled job. @returns how many were skipped */
  async skipPending(tx: Transaction, jobId: string, limit: number, now: Date): Promise<number> {
    const [row] = await tx.query<{ n: number }[]>(SKIP_PENDING, [jobId, limit, now]);
    return row?.n ?? 0;
  }
}

function columnsOf(moves: readonly ItemMove[]): unknown[] {
  return [
    moves.map(({ position }) => position),
    moves.map(({ to }) => to),
    moves.map(({ errorCode }) => errorCode ?? null),
    moves.map(({ errorMessage }) => errorMessage ?? null),
    moves.map(({ ownerId }) => ownerId ?? null),
  ];
}
