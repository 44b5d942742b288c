import { type DynamicModule, Global, Module, type Provider, type Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { type Environment } from './config/environment';
import { loadConfigs } from './config/load-config';
import { ServiceConfig } from './config/service-config';
import { HealthChecks } from './health/health-checks';
import { HealthController } from './health/health.controller';
import { AppExceptionFilter } from './http/app-exception.filter';
import { AppLogger } from './logging/app-logger';
import { Metrics } from './metrics/metrics';
import { MetricsController } from './metrics/metrics.controller';
import { ShutdownSequence } from './shutdown/shutdown-sequence';

export interface PlatformOptions {
  /** The name in logs, metrics and queue names. */
  readonly service: string;
  /** Configuration classes beside {@link ServiceConfig}; each is injected by its class. */
  readonly configs: readonly Type<object>[];
  readonly environment: Environment;
  /** Tests give their own. */
  readonly logger?: AppLogger;
}

/** Configuration, logger, metrics, health and shutdown order for every module of a service. */
@Global()
@Module({})
export class PlatformModule {
  /** @throws ConfigError listing every problem of all configuration classes. */
  static forService(options: PlatformOptions): DynamicModule {
    const types = [ServiceConfig, ...options.configs];
    const configs = loadConfigs(types, options.environment);
    const config = configs[0] as ServiceConfig;
    const logger = options.logger ?? new AppLogger(options.service, config.LOG_LEVEL);
    const providers: Provider[] = [
      ...types.map((type, index) => ({ provide: type, useValue: configs[index] })),
      { provide: AppLogger, useValue: logger },
      { provide: Metrics, useValue: new Metrics(options.service) },
      { provide: HealthChecks, useValue: new HealthChecks() },
      {
        provide: ShutdownSequence,
        useValue: new ShutdownSequence(logger, config.SHUTDOWN_TIMEOUT_MS),
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
