import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { type ServiceConfig } from './config/service-config';
import { HealthChecks } from './health/health-checks';
import { HealthController } from './health/health.controller';
import { AppExceptionFilter } from './http/app-exception.filter';
import { IntakeGate } from './intake/intake-gate';
import { AppLogger } from './logging/app-logger';
import { Metrics } from './metrics/metrics';
import { MetricsController } from './metrics/metrics.controller';
import { ShutdownSequence } from './shutdown/shutdown-sequence';

export interface PlatformOptions {
  /** The name in logs, metrics and queue names. */
  readonly service: string;
  /** The filled configuration of the service, first what every service has; each is injected by its class. */
  readonly configs: readonly [ServiceConfig, ...object[]];
  readonly logger: AppLogger;
}

/** Configuration, logger, metrics, health and shutdown order for every module of a service. */
@Global()
@Module({})
export class PlatformModule {
  static forService({ service, configs, logger }: PlatformOptions): DynamicModule {
    const [{ SHUTDOWN_TIMEOUT_MS }] = configs;
    const providers: Provider[] = [
      ...configs.map((config) => ({ provide: config.constructor, useValue: config })),
      { provide: AppLogger, useValue: logger },
      { provide: Metrics, useValue: new Metrics(service) },
      { provide: HealthChecks, useValue: new HealthChecks() },
      { provide: IntakeGate, useValue: new IntakeGate() },
      {
        provide: ShutdownSequence,
        useValue: new ShutdownSequence(logger, SHUTDOWN_TIMEOUT_MS),
      },
      AppExceptionFilter,
    ];
    return {
      module: PlatformModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers,
      exports: providers.map((p) => (typeof p === 'function' ? p : p.provide)),
    };
  }
}
