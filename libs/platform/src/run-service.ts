import 'reflect-metadata';
import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Environment, processEnvironment } from './config/environment';
import { ConfigError, loadConfigs } from './config/load-config';
import { ServiceConfig } from './config/service-config';
import { HealthChecks } from './health/health-checks';
import { AppExceptionFilter } from './http/app-exception.filter';
import { answerFrameworkError } from './http/framework-error';
import { AppLogger } from './logging/app-logger';
import { PlatformModule } from './platform.module';
import { ShutdownSequence } from './shutdown/shutdown-sequence';

/** Ids of the bank's events stand in addresses; the longest is 200 bytes, each written as three characters. */
const MAX_PARAM_LENGTH = 600;

/** sysexits.h: the configuration is wrong, a restart will not help. */
const EX_CONFIG = 78;

export interface ServiceDefinition {
  readonly name: string;
  readonly configs: readonly Type<object>[];
  readonly module: Type<object>;
  /** Runs after the application is built and before it listens, for example to attach consumers. */
  readonly beforeListen?: (app: NestFastifyApplication) => void | Promise<void>;
}

/** Builds the application of a service without listening. Tests use it with their own environment. */
export async function createService(
  definition: ServiceDefinition,
  environment: Environment,
  logger?: AppLogger,
): Promise<NestFastifyApplication> {
  const { name: service, module } = definition;
  const types = [ServiceConfig, ...definition.configs];
  const configs = loadConfigs(types, environment) as [ServiceConfig, ...object[]];
  const [config] = configs;
  const own = logger ?? new AppLogger(service, config.LOG_LEVEL);
  const platform = PlatformModule.forService({ service, configs, logger: own });
  class ServiceModule {}
  const root: DynamicModule = { module: ServiceModule, imports: [platform, module] };
  const { TRUSTED_PROXIES: proxies } = config;
  const trustProxy = proxies === '' ? false : proxies;
  const adapter = new FastifyAdapter({
    forceCloseConnections: 'idle',
    trustProxy,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: answerFrameworkError,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    // From the first line: Nest's own logger would print what a failing start quotes.
    logger: own,
    abortOnError: false,
  });
  app.useGlobalFilters(app.get(AppExceptionFilter));
  closeInOrder(app);
  return app;
}

/** Starts listening; the application takes work from here on. */
export async function startService(
  app: NestFastifyApplication,
  definition: ServiceDefinition,
): Promise<void> {
  await definition.beforeListen?.(app);
  const config = app.get(ServiceConfig);
  await app.listen(config.PORT, config.HOST);
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address ? address.port : config.PORT;
  app.get(AppLogger).info('service started', { port, pid: process.pid });
}

/** The whole of a `main.ts`: never returns normally before the process is told to stop. */
export async function runService(definition: ServiceDefinition): Promise<void> {
  try {
    const app = await createService(definition, processEnvironment());
    stopOnSignal(app);
    crashOnUnhandled(app.get(AppLogger));
    await startService(app, definition);
  } catch (error) {
    reportStartFailure(definition.name, error);
  }
}

function closeInOrder(app: NestFastifyApplication): void {
  const shutdown = app.get(ShutdownSequence);
  app.get(HealthChecks).addReadiness('shutdown', () => {
    if (shutdown.started) throw new Error('stopping');
  });
  const server = app.getHttpServer();
  let closed: Promise<void> = Promise.resolve();
  shutdown.register('stop-intake', 'http', () => {
    if (server.listening) closed = new Promise((resolve) => server.close(() => resolve()));
  });
  shutdown.register('drain', 'http', () => closed);
  shutdown.register('close', 'application', () => app.close());
}

function stopOnSignal(app: NestFastifyApplication): void {
  const logger = app.get(AppLogger);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info('service stopping', { signal });
      const stopped = app.get(ShutdownSequence).run();
      void stopped.then(() => {
        logger.info('service stopped');
        process.exit(0);
      });
    });
  }
}

/** Go on in an unknown state, or start again from what is stored: the second is what we are built for. */
function crashOnUnhandled(logger: AppLogger): void {
  const crash = (error: unknown): void => {
    logger.fatal('unhandled error, the process ends', error);
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}

function reportStartFailure(service: string, error: unknown): void {
  const logger = new AppLogger(service, 'info');
  if (error instanceof ConfigError) {
    logger.fatal('configuration is not valid', { fields: error.problems });
    process.exit(EX_CONFIG);
  }
  logger.fatal('service could not start', error);
  process.exit(1);
}
