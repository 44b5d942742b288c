import { deadLetterQueueOf, SUBSCRIPTIONS } from '@lk/contracts';
import { type Clock } from '@lk/kernel';
import {
  AmqpConnection,
  type AmqpConfig,
  declareTopology,
  QueueConsumer,
  RetrySchedule,
  systemTopology,
  type TopologyNames,
} from '@lk/messaging';
import { type AppLogger, type HealthChecks, type ShutdownSequence } from '@lk/platform';
import { type ConsumeMessage } from 'amqplib';
import { type LetterBatcher } from '../application/letter-batcher';
import { type RawDeadLetter } from '../domain/dead-letter';
import { readDeadLetter } from '../domain/read-dead-letter';

export interface IntakeOptions {
  readonly config: AmqpConfig;
  readonly names: TopologyNames;
  readonly prefetch: number;
  readonly batcher: LetterBatcher;
  readonly logger: AppLogger;
  readonly clock: Clock;
}

/** As the other consumers: TCP may be up and nothing flows, then a restart helps. */
const DETACHED_TOO_LONG_MS = 120_000;

/**
 * Reads every dead-letter queue of the system, each on a channel of its own. A letter is acknowledged
 * when it is committed, and never rejected: what cannot be stored stays with the broker.
 */
export class DeadLetterIntake {
  private readonly connection: AmqpConnection;
  private readonly consumers: readonly QueueConsumer[];

  constructor(private readonly options: IntakeOptions) {
    const { config, names, logger, prefetch } = options;
    const { delaysMs } = new RetrySchedule(config.RETRY_BASE_MS, config.RETRY_MAX_ATTEMPTS);
    const topology = systemTopology(names, delaysMs, SUBSCRIPTIONS);
    this.connection = new AmqpConnection(config.AMQP_URL, 'ops.consumer', logger, (channel) =>
      declareTopology(channel, topology),
    );
    const dead = topology.queues.filter(({ name }) => name.endsWith(deadLetterQueueOf('')));
    this.consumers = dead.map(({ name: queue }) => {
      const process = (message: ConsumeMessage) => this.process(queue, message);
      return new QueueConsumer(this.connection, { queue, prefetch, process }, logger);
    });
  }

  /** The dead-letter queues that are read, with namespace. */
  get queues(): readonly string[] {
    return this.consumers.map(({ queue }) => queue);
  }

  start(): void {
    for (const consumer of this.consumers) consumer.start();
  }

  registerAt(shutdown: ShutdownSequence, checks: HealthChecks): void {
    for (const consumer of this.consumers) {
      shutdown.register('stop-intake', consumer.queue, () => consumer.stopTaking());
      shutdown.register('drain', consumer.queue, () => consumer.drain());
    }
    shutdown.register('stop-intake', 'dead-letter batches', () => this.options.batcher.stop());
    shutdown.register('close', 'dead-letter intake', async () => {
      await Promise.all(this.consumers.map((consumer) => consumer.close()));
      await this.connection.close();
    });
    checks.addReadiness('consumers', () => {
      demandNone(
        'not attached',
        this.consumers.filter(({ attached }) => !attached),
      );
    });
    checks.addLiveness('consumers', () => {
      const stuck = this.consumers.filter(({ stuckMs }) => stuckMs > DETACHED_TOO_LONG_MS);
      demandNone('detached too long', stuck);
    });
  }

  private async process(queue: string, message: ConsumeMessage): Promise<'done' | 'hand-back'> {
    const { batcher, clock, config } = this.options;
    const namespace = config.AMQP_NAMESPACE;
    const letter = readDeadLetter(rawOf(queue, message, namespace), {
      now: clock.now(),
      namespace,
    });
    return (await batcher.add(letter)) ? 'done' : 'hand-back';
  }
}

function rawOf(queue: string, message: ConsumeMessage, namespace: string): RawDeadLetter {
  const deadLetterQueue = namespace === '' ? queue : queue.slice(namespace.length + 1);
  const properties = message.properties as unknown as RawDeadLetter['properties'];
  return { deadLetterQueue, body: message.content, properties };
}

function demandNone(problem: string, consumers: readonly QueueConsumer[]): void {
  if (consumers.length === 0) return;
  throw new Error(`${problem}: ${consumers.map(({ queue }) => queue).join(', ')}`);
}
