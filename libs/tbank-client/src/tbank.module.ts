import { AppLogger, Metrics } from '@lk/platform';
import { type DynamicModule, type InjectionToken, Module } from '@nestjs/common';
import { createBankHttp } from './bank-http';
import { BankTransport } from './bank-transport';
import { PostgresBankCallJournal, type SqlExecutor } from './journal/postgres-bank-call-journal';
import { BankCircuitBreaker } from './policies/circuit-breaker';
import { UnlimitedRate } from './policies/rate-limiter';
import { TBankClient } from './tbank-client';
import { TBankConfig } from './tbank.config';

/** The bank client of a service. */
@Module({})
export class TBankModule {
  /** @param sql the token of what runs statements, for the journal */
  static forService(sql: InjectionToken): DynamicModule {
    return {
      module: TBankModule,
      providers: [
        {
          provide: TBankClient,
          inject: [TBankConfig, sql, Metrics, AppLogger],
          useFactory: (
            config: TBankConfig,
            executor: SqlExecutor,
            metrics: Metrics,
            logger: AppLogger,
          ) => createTBankClient(config, executor, metrics, logger),
        },
      ],
      exports: [TBankClient],
    };
  }
}

/** A client with all its policies. */
export function createTBankClient(
  config: TBankConfig,
  sql: SqlExecutor,
  metrics: Metrics,
  logger: AppLogger,
): TBankClient {
  const breaker = new BankCircuitBreaker(
    { failures: config.TBANK_BREAKER_FAILURES, openMs: config.TBANK_BREAKER_OPEN_MS },
    (state) => logger.warn('bank circuit breaker changed', { state }),
  );
  const transport = new BankTransport({
    http: createBankHttp(config),
    journal: new PostgresBankCallJournal(sql),
    limiter: new UnlimitedRate(),
    breaker,
    metrics,
  });
  return new TBankClient(transport, config);
}
