import { AlertSender, AppLogger, IntakeGate, Metrics, ShutdownSequence } from '@lk/platform';
import { type DynamicModule, type InjectionToken, Module } from '@nestjs/common';
import { createTBankClient, type TBankConnection } from './create-client';
import { type SqlExecutor } from './journal/postgres-bank-call-journal';
import { TBankClient } from './tbank-client';
import { TBankConfig } from './tbank.config';

export interface TBankModuleOptions {
  /** Shown to on call beside what the service did at the bank. */
  readonly service: string;
  /** The token of what runs statements, for journal, limits and breaker. */
  readonly sql: InjectionToken;
}

/** The bank client of a service. */
@Module({})
export class TBankModule {
  static forService({ service, sql }: TBankModuleOptions): DynamicModule {
    return {
      module: TBankModule,
      providers: [
        {
          provide: TBankClient,
          inject: [TBankConfig, sql, Metrics, AppLogger, IntakeGate, AlertSender, ShutdownSequence],
          useFactory: (
            config: TBankConfig,
            executor: SqlExecutor,
            metrics: Metrics,
            logger: AppLogger,
            gate: IntakeGate,
            alerts: AlertSender,
            shutdown: ShutdownSequence,
          ): TBankClient => {
            const parts = { service, sql: executor, metrics, logger, gate, alerts };
            const connection: TBankConnection = createTBankClient(config, parts);
            shutdown.register('close', 'bank client', () => connection.close());
            return connection.client;
          },
        },
      ],
      exports: [TBankClient],
    };
  }
}
