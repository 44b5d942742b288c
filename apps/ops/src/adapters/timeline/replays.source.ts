import { type TransactionRunner } from '@lk/persistence';
import { MOST_ENTRIES, type TimelineSource } from '../../application/timeline/timeline-source';
import { type TimelineSubject } from '../../application/timeline/timeline-subject';
import { type TimelineEntry } from '../../domain/timeline/timeline-entry';
import { letterParameters, LETTERS_OF_SUBJECT } from './letters-of-subject';

interface Row {
  readonly kind: 'replay' | 'edit';
  readonly at: Date;
  readonly title: string;
  readonly status: string;
  /** Of the job, or of the edit. */
  readonly id: string;
  readonly letter_id: string;
  readonly error_code: string | null;
  readonly settled_at: Date | null;
}

/** What jobs did to the letters of a record, and how they were edited. No values, and no reason: free text. */
const LIST = `
  WITH found AS (${LETTERS_OF_SUBJECT}), entries AS (
    SELECT 'replay' AS kind, coalesce(i.sent_at, i.settled_at, j.started_at, j.planned_at) AS at,
           j.kind AS title, i.result AS status, i.job_id AS id, i.letter_id, i.error_code, i.settled_at
    FROM found f JOIN job_items i ON i.letter_id = f.id JOIN jobs j ON j.id = i.job_id
    UNION ALL
    SELECT 'edit', e.created_at, 'edit', e.state, e.id, e.letter_id, NULL, e.sent_at
    FROM found f JOIN edits e ON e.letter_id = f.id
  )
  SELECT * FROM entries ORDER BY at DESC LIMIT ${MOST_ENTRIES}`;

/** Replays, discards and edits of dead letters about the record. */
export class ReplaysSource implements TimelineSource {
  readonly name = 'replays';

  constructor(private readonly transactions: TransactionRunner) {}

  async entries({ names }: TimelineSubject): Promise<TimelineEntry[]> {
    const rows = await this.transactions.query<Row>(LIST, letterParameters(names));
    return rows.map((row) => entryOf(row));
  }
}

function entryOf({ kind, at, title, status, id, letter_id: letterId, ...row }: Row): TimelineEntry {
  const { error_code: errorCode, settled_at: settledAt } = row;
  const details = { errorCode, settledAt: settledAt?.toISOString() ?? null };
  const own: Record<string, string> = kind === 'replay' ? { jobId: id } : { editId: id };
  const cause = kind === 'replay' ? ({ kind: 'replay', id } as const) : null;
  return { at: at.toISOString(), kind, title, status, cause, ids: { letterId, ...own }, details };
}
