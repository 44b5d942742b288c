/**
 * Dead letters as if they had come over a month: 60 causes in 6 queues, deals of a few letters each, a
 * fifth settled. Loaded by statements, because through the broker a million takes many minutes; the
 * columns are those that the intake writes, and rollups are added up as it would have.
 */
const LETTERS = `
  INSERT INTO ops.dead_letters (id, month, queue, kind, type, message_id, exchange, routing_key,
    error_code, bank_error_code, error_message, fingerprint, deal_id, amount_kopecks, attempts, copy_key,
    first_failed_at, last_failed_at, stored_at, status, status_at)
  SELECT gen_random_uuid(), date_trunc('month', now())::date, queue, 'event', type,
    'bench-stored-' || n, 'bank.events', type, 'CAUSE_' || cause,
    CASE WHEN cause % 3 = 0 THEN 'E' || cause END,
    'The cause number ' || cause || ' was met by the record number ' || n,
    md5('bench-cause-' || cause), md5('bench-deal-' || n % ($2 / 4))::uuid::text, 1000 + n % 100000,
    1 + cause % 10, n::text, at, at, at,
    CASE WHEN n % 5 = 0 THEN 'resolved' ELSE 'open' END, at
  FROM (SELECT n, n % 60 AS cause, now() - (n % 40000) * interval '1 minute' AS at,
          (ARRAY['deal.events', 'payout.events', 'deal.commands', 'payout.commands',
                 'self-employed-risk.events', 'notification.events'])[1 + n % 6] AS queue,
          (ARRAY['payment.completed', 'payout.completed', 'deal.accepted'])[1 + n % 3] AS type
        FROM generate_series($1::int, $1::int + $3::int - 1) AS n) AS made`;

const GROUPS = `
  INSERT INTO ops.dead_letter_groups (fingerprint, queue, kind, type, error_code, bank_error_code,
    sample_message, total_count, open_count, replaying_count, open_kopecks, first_failed_at,
    last_failed_at, open_since, alerted_open)
  SELECT fingerprint, min(queue), 'event', min(type), min(error_code), min(bank_error_code),
    min(error_message), count(*), count(*) FILTER (WHERE status = 'open'), 0,
    coalesce(sum(amount_kopecks) FILTER (WHERE status = 'open'), 0), min(first_failed_at),
    max(last_failed_at), min(first_failed_at), 2000000000
  FROM ops.dead_letters WHERE message_id LIKE 'bench-stored-%' GROUP BY fingerprint`;

const HOURS = `
  INSERT INTO ops.dead_letter_hours (fingerprint, hour, total_count, open_count, replaying_count,
    open_kopecks)
  SELECT fingerprint, date_trunc('hour', last_failed_at, 'UTC'), count(*),
    count(*) FILTER (WHERE status = 'open'), 0, coalesce(sum(amount_kopecks) FILTER (WHERE status = 'open'), 0)
  FROM ops.dead_letters WHERE message_id LIKE 'bench-stored-%' GROUP BY 1, 2`;

const DEALS = `
  INSERT INTO ops.dead_letter_deals (deal_key, total_count, open_count, replaying_count, open_kopecks,
    first_failed_at, last_failed_at, open_since)
  SELECT deal_key, count(*), count(*) FILTER (WHERE status = 'open'), 0,
    coalesce(sum(amount_kopecks) FILTER (WHERE status = 'open'), 0), min(first_failed_at),
    max(last_failed_at), min(first_failed_at)
  FROM ops.dead_letters WHERE message_id LIKE 'bench-stored-%' AND deal_key IS NOT NULL GROUP BY deal_key`;

const AFTERWARDS = 'VACUUM ANALYZE ops.dead_letters, ops.dead_letter_groups, ops.dead_letter_deals';

const AT_ONCE = 50_000;

/** Runs one statement. */
export type Run = (sql: string, parameters?: unknown[]) => Promise<unknown>;

/** Stores so many letters with their rollups. */
export async function storeLetters(run: Run, count: number): Promise<void> {
  for (let first = 0; first < count; first += AT_ONCE) {
    await run(LETTERS, [first, count, Math.min(AT_ONCE, count - first)]);
  }
  for (const sql of [GROUPS, HOURS, DEALS, AFTERWARDS]) await run(sql);
}

/** What on call asks for, by name; each is one request. */
export const QUESTIONS: readonly (readonly [name: string, path: string])[] = [
  ['list', '/dead-letters?limit=50'],
  ['list', '/dead-letters?status=open&queue=deal.events&limit=50'],
  ['list', '/dead-letters?fingerprint=FINGERPRINT&status=open&limit=50'],
  ['list', '/dead-letters?type=payout.completed&errorCode=CAUSE_19&limit=50'],
  ['list', '/dead-letters?dealId=DEAL&limit=50'],
  ['search', '/dead-letters?text=record number 4711&limit=50'],
  ['search', '/dead-letters?text=cause number 42&status=open&limit=50'],
  ['search', '/dead-letters?messageId=bench-stored-777&limit=50'],
  ['group', '/dead-letter-groups'],
  ['group', '/dead-letter-groups?by=queue'],
  ['group', '/dead-letter-groups?by=type'],
  ['group', '/dead-letter-groups?by=deal'],
  ['group', '/dead-letter-groups?by=bank-error-code'],
  ['group', '/dead-letter-groups?by=hour'],
];
