import { type OpsTables } from './ops-tables';

const COUNTS = `
  count(*)::int AS total,
  (count(*) FILTER (WHERE status IN ('open', 'replaying')))::int AS open,
  (count(*) FILTER (WHERE status = 'replaying'))::int AS replaying,
  coalesce(sum(amount_kopecks) FILTER (WHERE status IN ('open', 'replaying')), 0)::text AS kopecks`;
const KEPT = `
  total_count AS total, open_count AS open, replaying_count AS replaying,
  open_kopecks::text AS kopecks`;

const PAIRS = {
  groups: [
    `SELECT fingerprint AS key, ${COUNTS} FROM dead_letters GROUP BY 1`,
    `SELECT fingerprint AS key, ${KEPT} FROM dead_letter_groups WHERE total_count <> 0`,
  ],
  hours: [
    `SELECT fingerprint || date_trunc('hour', last_failed_at, 'UTC') AS key, ${COUNTS}
     FROM dead_letters GROUP BY 1`,
    `SELECT fingerprint || hour AS key, ${KEPT} FROM dead_letter_hours WHERE total_count <> 0`,
  ],
  deals: [
    `SELECT deal_key AS key, ${COUNTS} FROM dead_letters WHERE deal_key IS NOT NULL GROUP BY 1`,
    `SELECT deal_key AS key, ${KEPT} FROM dead_letter_deals WHERE total_count <> 0`,
  ],
} as const;

/** Compares every rollup with a fresh count of the letters themselves. */
export async function expectRollupsToMatch(tables: OpsTables): Promise<void> {
  for (const [counted, kept] of Object.values(PAIRS)) {
    const [expected, actual] = [
      await tables.query(`${counted} ORDER BY 1`),
      await tables.query(`${kept} ORDER BY 1`),
    ];
    expect(actual).toEqual(expected);
  }
}
