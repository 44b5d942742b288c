import { type Transaction, type TransactionRunner } from '@lk/persistence';
import { OPEN_STATUSES } from '../domain/drift-life';

const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ');

/** Classes without an open drift leave no row: the time of the sample stands in the row of all. */
const TAKE = `
  INSERT INTO open_samples (at, class, open, amount_kopecks)
  SELECT transaction_timestamp(), COALESCE(class, 'all'), count(*),
         COALESCE(sum(amount_kopecks), 0)
  FROM drifts WHERE status IN (${OPEN}) GROUP BY GROUPING SETS ((class), ())
  ON CONFLICT DO NOTHING`;

/** The last sample of each hour; what is older than a day in between is not shown. */
const SERIES = `
  WITH times AS (
    SELECT date_trunc('hour', at) AS hour, max(at) AS at FROM open_samples
    WHERE at > clock_timestamp() - $1::float8 * interval '1 day' GROUP BY 1)
  SELECT s.at, s.class, s.open, s.amount_kopecks AS "amountKopecks"
  FROM times JOIN open_samples s USING (at) ORDER BY s.at, s.class`;

export interface OpenPoint {
  readonly at: string;
  readonly total: number;
  readonly amountKopecks: string;
  readonly byClass: Readonly<Record<string, number>>;
}

interface Row {
  at: Date;
  class: string;
  open: number;
  amountKopecks: string;
}

/** How many drifts were open over time: one sample at the end of each run. */
export class OpenSamples {
  constructor(private readonly transactions: TransactionRunner) {}

  async take(tx: Transaction): Promise<void> {
    await tx.query(TAKE);
  }

  async series(days: number): Promise<OpenPoint[]> {
    const rows = await this.transactions.query<Row>(SERIES, [days]);
    const points = new Map<string, { all?: Row; classes: Record<string, number> }>();
    for (const row of rows) {
      const at = row.at.toISOString();
      const point = points.get(at) ?? { classes: {} };
      if (row.class === 'all') point.all = row;
      else point.classes[row.class] = row.open;
      points.set(at, point);
    }
    return [...points].map(([at, { all, classes }]) => {
      return {
        at,
        total: all?.open ?? 0,
        amountKopecks: all?.amountKopecks ?? '0',
        byClass: classes,
      };
    });
  }
}
