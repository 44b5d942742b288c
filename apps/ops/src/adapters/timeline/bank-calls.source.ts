import { type TransactionRunner } from '@lk/persistence';
import { MOST_ENTRIES, type TimelineSource } from '../../application/timeline/timeline-source';
import { type TimelineSubject } from '../../application/timeline/timeline-subject';
import { knownIds, type TimelineEntry } from '../../domain/timeline/timeline-entry';

interface Row {
  readonly operation: string;
  readonly business_id: string;
  readonly attempts: number;
  readonly first_sent_at: Date;
  readonly last_sent_at: Date;
  readonly finished_at: Date | null;
  readonly outcome: string | null;
  readonly uncertain: boolean;
  readonly http_status: number | null;
  readonly request_id: string | null;
  readonly unknown_since: Date | null;
  readonly look_ups: number;
  readonly last_look_up_at: Date | null;
}

/** A call about a deal has it among its subjects; one about a payout or a person is named after it. */
const LIST = `
  SELECT operation, business_id, attempts, first_sent_at, last_sent_at, finished_at, outcome,
         uncertain, http_status, request_id, unknown_since, look_ups, last_look_up_at
  FROM tbank.bank_calls
  WHERE business_id = ANY($1::text[]) OR exclusive && $2::text[] OR shared && $2::text[]
  ORDER BY first_sent_at DESC LIMIT ${MOST_ENTRIES}`;

/** What was asked of the bank, from the journal of calls that change something. */
export class BankCallsSource implements TimelineSource {
  readonly name = 'bank calls';

  constructor(private readonly transactions: TransactionRunner) {}

  async entries({ names }: TimelineSubject): Promise<TimelineEntry[]> {
    const { dealIds, payoutIds, selfEmployedIds } = names;
    const rows = await this.transactions.query<Row>(LIST, [
      [...dealIds, ...payoutIds, ...selfEmployedIds],
      dealIds.map((dealId) => `deal:${dealId}`),
    ]);
    return rows.map((row) => entryOf(row));
  }
}

function entryOf(row: Row): TimelineEntry {
  const time = (value: Date | null): string | null => value?.toISOString() ?? null;
  return {
    at: row.first_sent_at.toISOString(),
    kind: 'bank-call',
    title: row.operation,
    status: row.uncertain ? 'unknown' : (row.outcome ?? 'in flight'),
    cause: null,
    ids: knownIds({ businessId: row.business_id, requestId: row.request_id }),
    details: {
      attempts: row.attempts,
      httpStatus: row.http_status,
      lastSentAt: time(row.last_sent_at),
      finishedAt: time(row.finished_at),
      unknownSince: time(row.unknown_since),
      lookUps: row.look_ups,
      lastLookUpAt: time(row.last_look_up_at),
    },
  };
}
