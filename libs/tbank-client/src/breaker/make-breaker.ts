import { newId } from '@lk/kernel';
import { type AlertSender, type AppLogger, type IntakeGate, type Metrics } from '@lk/platform';
import { type SqlExecutor } from '../journal/postgres-bank-call-journal';
import { type TBankConfig } from '../tbank.config';
import { holdsIntake, logsChanges, observeBreaker, raisesAlert } from './breaker-consequences';
import { PostgresBreakerStore } from './postgres-breaker-store';
import { SharedCircuitBreaker } from './shared-circuit-breaker';

export interface MakeBreakerParts {
  /** The service, for on call. */
  readonly service: string;
  readonly sql: SqlExecutor;
  /** Whether what an HTTP attempt threw tells that the bank is ill. */
  readonly isFailure: (error: unknown) => boolean;
  readonly logger: AppLogger;
  readonly metrics: Metrics;
  readonly gate?: IntakeGate;
  readonly alerts?: AlertSender;
}

/** Beyond the longest attempt: its answer, and the statement that writes down what it told. */
const PROBE_MARGIN_MS = 5000;

/**
 * The shared breaker with all that follows from it: log, metric, gate, alert. Not started: call
 * `start`, and `stop` when the service closes.
 */
export function makeBreaker(config: TBankConfig, parts: MakeBreakerParts): SharedCircuitBreaker {
  const { service: name, sql, isFailure, logger, metrics, gate, alerts } = parts;
  const me = newId();
  const store = new PostgresBreakerStore(sql, { id: me, name });
  const options = {
    failures: config.TBANK_BREAKER_FAILURES,
    openMs: config.TBANK_BREAKER_OPEN_MS,
    pollMs: config.TBANK_BREAKER_POLL_MS,
    probeMs: config.TBANK_TIMEOUT_MS + PROBE_MARGIN_MS,
  };
  const breaker = new SharedCircuitBreaker(options, { store, me, isFailure, logger });
  breaker.onChange(logsChanges(logger));
  if (gate) breaker.onChange(holdsIntake(gate));
  if (alerts) breaker.onChange(raisesAlert(alerts, logger));
  observeBreaker(breaker, metrics);
  return breaker;
}
