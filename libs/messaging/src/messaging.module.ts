import { systemClock } from '@lk/kernel';
import { deadLetterQueueOf, type ServiceSubscriptions, SUBSCRIPTIONS } from '@lk/contracts';
import {
  AppExceptionFilter,
  AppLogger,
  HealthChecks,
  Metrics,
  ShutdownSequence,
} from '@lk/platform';
import { type DynamicModule, Global, type INestApplication, Module } from '@nestjs/common';
import { type MicroserviceOptions, type NestMicroservice } from '@nestjs/microservices';
import { AmqpConfig } from './amqp.config';
import { AmqpConnection } from './connection/amqp-connection';
import { AmqpConsumerServer } from './consuming/amqp-consumer.server';
import { makeConsumers } from './consuming/make-consumers';
import { payloadValidationPipe } from './consuming/payload-validation.pipe';
import { type QueueConsumer } from './consuming/queue-consumer';
import { RetrySchedule } from './consuming/retry-schedule';
import { DeadLetterGauge } from './monitoring/dead-letter-gauge';
import { ConfirmedPublisher } from './publishing/confirmed-publisher';
import { MessagePublisher } from './publishing/message-publisher';
import { declareTopology } from './topology/declare-topology';
import { systemTopology, type Topology } from './topology/system-topology';
import { TopologyNames } from './topology/topology-names';

export interface MessagingOptions {
  readonly service: string;
  /** Absent for a service that only publishes. */
  readonly subscriptions?: ServiceSubscriptions;
}

/** Unconfirmed messages one process keeps in memory; more in flight brings no more speed. */
const MAX_IN_FLIGHT = 1000;

/** A consumer that could not attach for this long needs a restart: TCP may be up and nothing flows. */
const DETACHED_TOO_LONG_MS = 120_000;

/** Publishing, and consuming when there are subscriptions; declares the topology at each connect. */
@Global()
@Module({})
export class MessagingModule {
  static forService(options: MessagingOptions): DynamicModule {
    const providers = [
      {
        provide: TopologyNames,
        inject: [AmqpConfig],
        useFactory: (config: AmqpConfig) => new TopologyNames(config.AMQP_NAMESPACE),
      },
      {
        provide: ConfirmedPublisher,
        inject: [AmqpConfig, AppLogger, TopologyNames, ShutdownSequence],
        useFactory: makePublisher(options),
      },
      {
        provide: MessagePublisher,
        inject: [ConfirmedPublisher, TopologyNames],
        useFactory: (publisher: ConfirmedPublisher, names: TopologyNames) =>
          new MessagePublisher(publisher, names),
      },
      {
        provide: AmqpConsumerServer,
        inject: [
          AmqpConfig,
          AppLogger,
          Metrics,
          TopologyNames,
          ConfirmedPublisher,
          MessagePublisher,
          ShutdownSequence,
        ],
        useFactory: makeServer(options),
      },
      {
        provide: DeadLetterGauge,
        inject: [AmqpConfig, AppLogger, Metrics, TopologyNames, ShutdownSequence],
        useFactory: makeGauge(options),
      },
    ];
    return {
      module: MessagingModule,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}

/** Connects the handlers of an application to the broker; give it to `runService` as `beforeListen`. */
export async function attachConsumers(app: INestApplication): Promise<void> {
  const server = app.get(AmqpConsumerServer);
  // Deferred, because Nest would otherwise wire the handlers at once, without the filter and the pipe.
  const microservice = app.connectMicroservice<MicroserviceOptions>(
    { strategy: server },
    { deferInitialization: true },
  ) as NestMicroservice;
  // The application calls the life-cycle hooks itself; without this they would run twice.
  microservice.setIsInitHookCalled(true);
  microservice.useGlobalFilters(app.get(AppExceptionFilter));
  microservice.useGlobalPipes(payloadValidationPipe());
  await app.startAllMicroservices();
  addHealthChecks(app.get(HealthChecks), () => server.queues);
}

function topologyOf(options: MessagingOptions, config: AmqpConfig, names: TopologyNames): Topology {
  const { service, subscriptions } = options;
  const readers = subscriptions ? { ...SUBSCRIPTIONS, [service]: subscriptions } : SUBSCRIPTIONS;
  return systemTopology(names, scheduleOf(config).delaysMs, readers);
}

const scheduleOf = (config: AmqpConfig): RetrySchedule =>
  new RetrySchedule(config.RETRY_BASE_MS, config.RETRY_MAX_ATTEMPTS);

function makePublisher(options: MessagingOptions) {
  return (
    config: AmqpConfig,
    logger: AppLogger,
    names: TopologyNames,
    shutdown: ShutdownSequence,
  ): ConfirmedPublisher => {
    const topology = topologyOf(options, config, names);
    const connection = new AmqpConnection(
      config.AMQP_URL,
      `${options.service}.publisher`,
      logger,
      (channel) => declareTopology(channel, topology),
    );
    const publisher = new ConfirmedPublisher(connection, {
      maxInFlight: MAX_IN_FLIGHT,
      confirmTimeoutMs: config.PUBLISH_TIMEOUT_MS,
    });
    publisher.start();
    shutdown.register('close', 'publisher', async () => {
      await publisher.stop();
      await connection.close();
    });
    return publisher;
  };
}

function makeServer(options: MessagingOptions) {
  return (
    config: AmqpConfig,
    logger: AppLogger,
    metrics: Metrics,
    names: TopologyNames,
    publisher: ConfirmedPublisher,
    messages: MessagePublisher,
    shutdown: ShutdownSequence,
  ): AmqpConsumerServer => {
    const { service, subscriptions = {} } = options;
    const topology = topologyOf(options, config, names);
    return new AmqpConsumerServer(subscriptions, (dispatch) => {
      const connection = new AmqpConnection(
        config.AMQP_URL,
        `${service}.consumer`,
        logger,
        (channel) => declareTopology(channel, topology),
      );
      const tools = { publisher, messages, names, metrics, logger, clock: systemClock };
      const schedule = scheduleOf(config);
      const consumers = makeConsumers({
        service,
        subscriptions,
        config,
        connection,
        dispatch,
        schedule,
        ...tools,
      });
      stopInOrder(shutdown, connection, consumers);
      return consumers;
    });
  };
}

function makeGauge(options: MessagingOptions) {
  return (
    config: AmqpConfig,
    logger: AppLogger,
    metrics: Metrics,
    names: TopologyNames,
    shutdown: ShutdownSequence,
  ): DeadLetterGauge => {
    const queues = topologyOf(options, config, names).queues.map(({ name }) => name);
    const own = names.of(`${options.service}.`);
    const dead = queues.filter(
      (name) => name.startsWith(own) && name.endsWith(deadLetterQueueOf('')),
    );
    const connection = new AmqpConnection(config.AMQP_URL, `${options.service}.monitor`, logger);
    const gauge = new DeadLetterGauge(connection, metrics, dead);
    shutdown.register('close', 'dead-letter gauge', () => gauge.stop());
    return gauge;
  };
}

function stopInOrder(
  shutdown: ShutdownSequence,
  connection: AmqpConnection,
  consumers: readonly QueueConsumer[],
): void {
  for (const consumer of consumers) {
    shutdown.register('stop-intake', consumer.queue, () => consumer.stopTaking());
    shutdown.register('drain', consumer.queue, () => consumer.drain());
  }
  shutdown.register('close', 'consumers', async () => {
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await connection.close();
  });
}

/** TCP being up proves nothing: what counts is that the broker has our consumer. */
function addHealthChecks(checks: HealthChecks, consumers: () => readonly QueueConsumer[]): void {
  checks.addReadiness('consumers', () => {
    const missing = consumers().filter((consumer) => !consumer.attached);
    if (missing.length > 0)
      throw new Error(`not attached: ${missing.map((c) => c.queue).join(', ')}`);
  });
  checks.addLiveness('consumers', () => {
    const stuck = consumers().filter((consumer) => consumer.stuckMs > DETACHED_TOO_LONG_MS);
    if (stuck.length > 0)
      throw new Error(`detached too long: ${stuck.map((c) => c.queue).join(', ')}`);
  });
}
