import { type TransactionRunner } from '@lk/persistence';
import { MOST_ENTRIES, type TimelineSource } from '../../application/timeline/timeline-source';
import { type TimelineSubject } from '../../application/timeline/timeline-subject';
import { knownIds, type TimelineEntry } from '../../domain/timeline/timeline-entry';
import { type LetterStatus } from '../../domain/letter-status';
import { letterParameters, LETTERS_OF_SUBJECT } from './letters-of-subject';

interface FailureRow {
  readonly id: string;
  readonly kind: 'event' | 'command';
  readonly queue: string;
  readonly type: string | null;
  readonly message_id: string | null;
  readonly status: LetterStatus;
  readonly status_at: Date;
  readonly fingerprint: string;
  readonly failed_at: Date;
  readonly error_code: string;
  readonly bank_error_code: string | null;
  readonly attempts: number;
  readonly latest: boolean;
}

/** Each letter with its earlier failures. */
const LIST = `
  WITH found AS (${LETTERS_OF_SUBJECT}
  ), letters AS (
    SELECT l.* FROM dead_letters l JOIN found USING (id, month)
  )
  SELECT id, kind, queue, type, message_id, status, status_at, fingerprint, last_failed_at AS failed_at,
         error_code, bank_error_code, attempts, true AS latest
  FROM letters
  UNION ALL
  SELECT l.id, l.kind, l.queue, l.type, l.message_id, l.status, l.status_at, l.fingerprint,
         f.failed_at, f.error_code, NULL, f.attempts, false
  FROM letters l JOIN dead_letter_failures f ON f.id = l.id AND f.month = l.month
  ORDER BY failed_at DESC LIMIT ${MOST_ENTRIES}`;

/** Messages about the record that could not be processed: an entry for each time they failed. */
export class DeadLettersSource implements TimelineSource {
  readonly name = 'dead letters';

  constructor(private readonly transactions: TransactionRunner) {}

  async entries({ names }: TimelineSubject): Promise<TimelineEntry[]> {
    const rows = await this.transactions.query<FailureRow>(LIST, letterParameters(names));
    return rows.map((row) => entryOf(row));
  }
}

function entryOf(row: FailureRow): TimelineEntry {
  const { id: letterId, kind, queue, message_id: messageId, fingerprint, attempts } = row;
  return {
    at: row.failed_at.toISOString(),
    kind: 'dead-letter',
    title: row.type ?? 'unknown type',
    // An earlier failure was followed by another one.
    status: row.latest ? row.status : 'failed-again',
    cause: messageId === null ? null : { kind, id: messageId },
    ids: knownIds({ letterId, messageId }),
    details: {
      queue,
      errorCode: row.error_code,
      bankErrorCode: row.bank_error_code,
      attempts,
      fingerprint,
      statusAt: row.latest ? row.status_at.toISOString() : null,
    },
  };
}
