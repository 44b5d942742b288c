import { type SqlExecutor } from '../journal/postgres-bank-call-journal';
import { type BreakerState } from './circuit-breaker';

/** The breaker for on call: `bank status`. */
export interface BreakerStatus {
  readonly state: BreakerState;
  /** Since when it is in this state. */
  readonly since: Date;
  /** Until the next probe is allowed; 0 when it is, or when it is closed. */
  readonly openForMs: number;
  /** Who opened it last. */
  readonly openedBy: string | null;
  readonly openedAt: Date | null;
  /** The probe under way; a span of 0 means that it died. */
  readonly probe: { readonly by: string; readonly forMs: number } | null;
  /** Written at most every 5 s by each process. */
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  readonly lastFailureCode: string | null;
}

const READ = `
  SELECT state, changed_at AS since, opened_by AS "openedBy", opened_at AS "openedAt",
    CASE WHEN state = 'open'
      THEN greatest(0, extract(epoch FROM open_until - clock_timestamp()) * 1000)::float8
      ELSE 0 END AS "openForMs",
    CASE WHEN state = 'half-open' THEN json_build_object('by', probe_by, 'forMs',
      greatest(0, extract(epoch FROM probe_until - clock_timestamp()) * 1000)::float8) END AS probe,
    last_success_at AS "lastSuccessAt", last_failure_at AS "lastFailureAt",
    last_failure_code AS "lastFailureCode"
  FROM tbank.bank_breaker`;

/** @throws AppError of the database; finds nothing where the migrations have not run */
export async function readBreaker(sql: SqlExecutor): Promise<BreakerStatus | undefined> {
  const [status] = await sql.query<BreakerStatus>(READ, []);
  return status;
}
