import { AppLogger, HealthChecks, Metrics, ShutdownSequence } from '@lk/platform';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type Pool } from 'pg';
import { DataSource } from 'typeorm';
import { createDataSource, type Entities } from './data-source';
import { DatabaseConfig } from './database.config';
import { connectWithPatience } from './connect-with-patience';
import { type ServiceSchema } from './service-schema';
import { TransactionRunner } from './transaction-runner';

export interface PersistenceOptions {
  readonly service: string;
  readonly schema: ServiceSchema;
  readonly entities?: Entities;
}

/** The data source and the transaction helper of a service. */
@Global()
@Module({})
export class PersistenceModule {
  static forService({ service, schema, entities = [] }: PersistenceOptions): DynamicModule {
    return {
      module: PersistenceModule,
      providers: [
        {
          provide: DataSource,
          inject: [DatabaseConfig, HealthChecks, Metrics, ShutdownSequence, AppLogger],
          useFactory: async (
            config: DatabaseConfig,
            health: HealthChecks,
            metrics: Metrics,
            shutdown: ShutdownSequence,
            logger: AppLogger,
          ) => {
            const dataSource = createDataSource({
              config,
              schema,
              entities,
              applicationName: service,
            });
            await connectWithPatience(dataSource, (errorCode) =>
              logger.warn('database not reachable, waiting', { errorCode }),
            );
            observePool(dataSource, metrics);
            health.addReadiness('database', async () => {
              await dataSource.query('SELECT 1').catch(() => {
                throw new Error('not reachable');
              });
            });
            shutdown.register('close', 'database', () => dataSource.destroy());
            return dataSource;
          },
        },
        {
          provide: TransactionRunner,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new TransactionRunner(dataSource),
        },
      ],
      exports: [DataSource, TransactionRunner],
    };
  }
}

/** A growing `waiting` is the first sign of a leaked connection. */
function observePool(dataSource: DataSource, metrics: Metrics): void {
  const pool = (dataSource.driver as unknown as { master: Pool }).master;
  metrics.gauge(
    'database_pool_connections',
    'Connections of the pool by state',
    ['state'],
    (gauge) => {
      gauge.set({ state: 'open' }, pool.totalCount);
      gauge.set({ state: 'idle' }, pool.idleCount);
      gauge.set({ state: 'waiting' }, pool.waitingCount);
    },
  );
}
