import { type Transaction } from '@lk/persistence';
import { type RollupChanges } from '../domain/rollup-changes';
import { insertRows, type Row } from './insert-rows';

const COUNTS = `
  total_count = t.total_count + excluded.total_count,
  open_count = t.open_count + excluded.open_count,
  replaying_count = t.replaying_count + excluded.replaying_count,
  open_kopecks = t.open_kopecks + excluded.open_kopecks`;

const TIMES = `
  first_failed_at = least(t.first_failed_at, excluded.first_failed_at),
  last_failed_at = greatest(t.last_failed_at, excluded.last_failed_at),
  open_since = CASE WHEN t.open_count + excluded.open_count <= 0 THEN NULL
                    ELSE coalesce(t.open_since, excluded.open_since) END`;

/** A group that shrank is alerted again when it grows again. */
const ADD_GROUPS = `
  ON CONFLICT (fingerprint) DO UPDATE SET ${COUNTS}, ${TIMES},
    alerted_open = greatest(0, least(t.alerted_open, t.open_count + excluded.open_count))`;
const ADD_HOURS = `ON CONFLICT (fingerprint, hour) DO UPDATE SET ${COUNTS}`;
const ADD_DEALS = `ON CONFLICT (deal_key) DO UPDATE SET ${COUNTS}, ${TIMES}`;

interface Counts {
  readonly total: number;
  readonly open: number;
  readonly replaying: number;
  readonly openKopecks: bigint;
}

/** The counts of letters by cause, hour and deal. */
export class RollupRepository {
  /** In one order of tables and keys, so that transactions wait for each other but never in a circle. */
  async apply(tx: Transaction, changes: RollupChanges, now: Date): Promise<void> {
    const groups = changes.byGroup.map((change): Row => {
      const { fingerprint, queue, kind, type, errorCode, bankErrorCode, sample } = change;
      const cause = { fingerprint, queue, kind, type, error_code: errorCode };
      const more = { bank_error_code: bankErrorCode, sample_message: sample };
      return { ...cause, ...more, ...counts(change), ...times(change, now) };
    });
    await insertRows(tx, 'dead_letter_groups AS t', groups, ADD_GROUPS);
    const hours = changes.byHour.map((change): Row => {
      return { fingerprint: change.fingerprint, hour: change.hour, ...counts(change) };
    });
    await insertRows(tx, 'dead_letter_hours AS t', hours, ADD_HOURS);
    const deals = changes.byDeal.map((change): Row => {
      return { deal_key: change.dealKey, ...counts(change), ...times(change, now) };
    });
    await insertRows(tx, 'dead_letter_deals AS t', deals, ADD_DEALS);
  }
}

function counts({ total, open, replaying, openKopecks }: Counts): Row {
  return {
    total_count: total,
    open_count: open,
    replaying_count: replaying,
    open_kopecks: openKopecks,
  };
}

function times(change: Counts & { readonly firstAt: Date; readonly lastAt: Date }, now: Date): Row {
  return {
    first_failed_at: change.firstAt,
    last_failed_at: change.lastAt,
    open_since: change.open > 0 ? now : null,
  };
}
