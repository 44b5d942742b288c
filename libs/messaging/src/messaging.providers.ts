import { deadLetterQueueOf, type ServiceSubscriptions, SUBSCRIPTIONS } from '@lk/contracts';
import { systemClock } from '@lk/kernel';
import { type AppLogger, type IntakeGate, type Metrics, type ShutdownSequence } from '@lk/platform';
import { type AmqpConfig } from './amqp.config';
import { AmqpConnection } from './connection/amqp-connection';
import { AmqpConsumerServer } from './consuming/amqp-consumer.server';
import { makeConsumers } from './consuming/make-consumers';
import { type QueueConsumer } from './consuming/queue-consumer';
import { RetrySchedule } from './consuming/retry-schedule';
import { DeadLetterGauge } from './monitoring/dead-letter-gauge';
import { ConfirmedPublisher } from './publishing/confirmed-publisher';
import { type MessagePublisher } from './publishing/message-publisher';
import { declareTopology } from './topology/declare-topology';
import { systemTopology, type Topology } from './topology/system-topology';
import { type TopologyNames } from './topology/topology-names';

export interface MessagingOptions {
  readonly service: string;
  /** Absent for a service that only publishes. */
  readonly subscriptions?: ServiceSubscriptions;
}

/** Unconfirmed messages one process keeps in memory; more in flight brings no more speed. */
const MAX_IN_FLIGHT = 1000;

function topologyOf(options: MessagingOptions, config: AmqpConfig, names: TopologyNames): Topology {
  const { service, subscriptions } = options;
  const readers = subscriptions ? { ...SUBSCRIPTIONS, [service]: subscriptions } : SUBSCRIPTIONS;
  return systemTopology(names, scheduleOf(config).delaysMs, readers);
}

const scheduleOf = (config: AmqpConfig): RetrySchedule =>
  new RetrySchedule(config.RETRY_BASE_MS, config.RETRY_MAX_ATTEMPTS);

/** The publisher on a connection of its own. */
export function makePublisher(options: MessagingOptions) {
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

/** Nest's transport strategy; its consumers share a connection. */
export function makeServer(options: MessagingOptions) {
  return (
    config: AmqpConfig,
    logger: AppLogger,
    metrics: Metrics,
    names: TopologyNames,
    publisher: ConfirmedPublisher,
    messages: MessagePublisher,
    shutdown: ShutdownSequence,
    gate: IntakeGate,
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
      const tools = { publisher, messages, names, metrics, logger, gate, clock: systemClock };
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

/** The gauge of the service's dead letters. */
export function makeGauge(options: MessagingOptions) {
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
