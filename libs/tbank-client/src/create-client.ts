import { type AlertSender, type AppLogger, type IntakeGate, type Metrics } from '@lk/platform';
import { Alarms } from './alarms';
import { MAX_SOCKETS } from './bank-http';
import { BankTransport } from './bank-transport';
import { BankCredentials } from './credentials/bank-credentials';
import { CertificateWatch } from './credentials/certificate-watch';
import { makeBreaker } from './breaker/make-breaker';
import { opensBreaker } from './errors/failure-kinds';
import { type BankCallJournal } from './journal/bank-call-journal';
import { PostgresBankCallJournal, type SqlExecutor } from './journal/postgres-bank-call-journal';
import { PostgresRateLimiter } from './limiter/postgres-rate-limiter';
import { BankChanges } from './outcomes/bank-changes';
import { type OutcomePolicy } from './outcomes/outcome-policy';
import { TBankClient } from './tbank-client';
import { type TBankConfig } from './tbank.config';

export interface TBankClientParts {
  readonly service: string;
  readonly sql: SqlExecutor;
  readonly metrics: Metrics;
  readonly logger: AppLogger;
  /** Closed while the breaker is open. */
  readonly gate?: IntakeGate;
  /** Without one alerts are logged only. */
  readonly alerts?: AlertSender;
}

/** A client at work, and the way to end it. */
export interface TBankConnection {
  readonly client: TBankClient;
  /** Ends the loops behind limiter, breaker and credentials; calls under way have ended before. */
  close(): void;
}

/** A client with all its policies. */
export function createTBankClient(config: TBankConfig, parts: TBankClientParts): TBankConnection {
  const { sql, metrics, logger } = parts;
  const journal = new PostgresBankCallJournal(sql);
  const alarms = new Alarms(logger, parts.alerts);
  const breaker = makeBreaker(config, { ...parts, isFailure: opensBreaker });
  const credentials = BankCredentials.load(config, { logger, maxSockets: MAX_SOCKETS });
  const limiter = new PostgresRateLimiter(config, { sql, metrics });
  const watch = new CertificateWatch({ ...parts, credentials });
  for (const part of [breaker, credentials, watch]) part.start();
  const transport = new BankTransport(
    {
      baseUrl: config.TBANK_API_URL,
      timeoutMs: config.TBANK_TIMEOUT_MS,
      retryBaseMs: config.TBANK_RETRY_BASE_MS,
      deadlineMs: config.TBANK_CALL_DEADLINE_MS,
      credentials,
    },
    {
      journal,
      limiter,
      breaker,
      metrics,
      logger,
      onAlarm: (error) => alarms.about(error),
    },
  );
  const changes = makeChanges(config, journal, alarms);
  return {
    client: new TBankClient(transport, config, changes),
    close: () => {
      for (const part of [limiter, watch, credentials, breaker]) part.stop();
    },
  };
}

function makeChanges(config: TBankConfig, journal: BankCallJournal, alarms: Alarms): BankChanges {
  const policy: OutcomePolicy = {
    lookUpDelaysMs: config.TBANK_LOOK_UP_DELAYS_MS.split(',').map(Number),
    repeatWindowMs: config.TBANK_REPEAT_WINDOW_MS,
    lookUpForMs: config.TBANK_LOOK_UP_FOR_MS,
  };
  return new BankChanges(journal, policy, (alert) => alarms.raise(alert));
}
