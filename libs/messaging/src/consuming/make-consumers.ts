import { commandsQueueOf, eventsQueueOf, type ServiceSubscriptions } from '@lk/contracts';
import { type Clock } from '@lk/kernel';
import { type AppLogger, type IntakeGate, type Metrics } from '@lk/platform';
import { type AmqpConfig } from '../amqp.config';
import { type AmqpConnection } from '../connection/amqp-connection';
import { type ConfirmedPublisher } from '../publishing/confirmed-publisher';
import { type MessagePublisher } from '../publishing/message-publisher';
import { type TopologyNames } from '../topology/topology-names';
import { ConsumerMetrics } from './consumer-metrics';
import { DeadLetterNotices } from './dead-letter-notices';
import { type Dispatch, MessageProcessor, type ProcessorTools } from './message-processor';
import { QueueConsumer } from './queue-consumer';
import { readCommand, readEvent } from './read-message';
import { type RetrySchedule } from './retry-schedule';

export interface ConsumersOptions {
  readonly service: string;
  readonly subscriptions: ServiceSubscriptions;
  readonly config: AmqpConfig;
  readonly connection: AmqpConnection;
  readonly dispatch: Dispatch;
  readonly schedule: RetrySchedule;
  readonly publisher: ConfirmedPublisher;
  readonly messages: MessagePublisher;
  readonly names: TopologyNames;
  readonly metrics: Metrics;
  readonly logger: AppLogger;
  readonly clock: Clock;
  /** Where commands wait while something they all need is away; events never do. */
  readonly gate: IntakeGate;
}

/** The consumers of `<service>.events` and `<service>.commands`, as far as the service has them. */
export function makeConsumers(options: ConsumersOptions): QueueConsumer[] {
  const { service, subscriptions, names, config } = options;
  const tools: ProcessorTools = {
    ...options,
    notices: new DeadLetterNotices(service, options.messages, options.clock),
    metrics: new ConsumerMetrics(options.metrics),
  };
  const { bankEvents = [], lkEvents = [], commands = [] } = subscriptions;
  const consumers: QueueConsumer[] = [];
  const add = (kind: 'event' | 'command', queue: string, prefetch: number): void => {
    const read = kind === 'event' ? readEvent : readCommand;
    const { dispatch } = options;
    const gate = kind === 'command' ? options.gate : undefined;
    const processor = new MessageProcessor({ queue, kind, read, dispatch, gate }, tools);
    const work = processor.process.bind(processor);
    consumers.push(
      new QueueConsumer(options.connection, { queue, prefetch, process: work }, options.logger),
    );
  };
  if (bankEvents.length + lkEvents.length > 0) {
    add('event', names.of(eventsQueueOf(service)), config.EVENTS_PREFETCH);
  }
  if (commands.length > 0) {
    const queue = names.of(commandsQueueOf(service));
    add('command', queue, config.COMMANDS_PREFETCH);
    observeGate(options, queue);
  }
  return consumers;
}

/** Tells a paused queue from a stuck one: both grow while nothing is handled. */
function observeGate({ metrics, gate }: ConsumersOptions, queue: string): void {
  metrics.gauge(
    'intake_closed',
    '1 while messages of the queue wait for something they all need',
    ['queue'],
    (gauge) => gauge.set({ queue }, gate.isOpen ? 0 : 1),
  );
}
