import {
  CABINET_QUEUE,
  commandsQueueOf,
  deadLetterQueueOf,
  eventsQueueOf,
  EXCHANGES,
  type ServiceSubscriptions,
} from '@lk/contracts';
import { type Options } from 'amqplib';
import { type TopologyNames } from './topology-names';

export interface ExchangeSpec {
  readonly name: string;
  readonly type: 'topic' | 'fanout';
}

export interface QueueSpec {
  readonly name: string;
  readonly arguments: Options.AssertQueue['arguments'];
}

export interface BindingSpec {
  readonly queue: string;
  readonly exchange: string;
  readonly routingKey: string;
}

/** What stands at the broker, as data. */
export interface Topology {
  readonly exchanges: readonly ExchangeSpec[];
  readonly queues: readonly QueueSpec[];
  readonly bindings: readonly BindingSpec[];
}

/**
 * A message that kills the process each time it is delivered never reaches our own counting; the
 * broker puts it aside after this many deliveries. Set explicitly because RabbitMQ 4 defaults to 20.
 */
const DELIVERY_LIMIT = 100;

/** The cabinet may be down for a week; what it missed after that it reads over HTTP. */
const CABINET_TTL_MS = 7 * 24 * 3600 * 1000;

const QUORUM = { 'x-queue-type': 'quorum' } as const;

/** Dead-lettering that waits for the target's confirm; it needs `reject-publish`. */
const AT_LEAST_ONCE = {
  'x-dead-letter-exchange': '',
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
} as const;

const workQueue = (name: string): QueueSpec => ({
  name,
  arguments: {
    ...QUORUM,
    ...AT_LEAST_ONCE,
    'x-delivery-limit': DELIVERY_LIMIT,
    'x-dead-letter-routing-key': deadLetterQueueOf(name),
  },
});

const plainQueue = (name: string): QueueSpec => ({ name, arguments: { ...QUORUM } });

/**
 * A waiting room holds messages for exactly its delay and hands them back through the default
 * exchange: a copy is published with the origin queue's name as routing key, which it keeps.
 * One queue per delay, because a queue's time to live is checked at its head only.
 */
function waitingRooms(names: TopologyNames, delaysMs: readonly number[]): Topology {
  const rooms = delaysMs.map((delay) => ({ name: names.retry(delay), delay }));
  return {
    exchanges: rooms.map(({ name }) => ({ name, type: 'fanout' })),
    queues: rooms.map(({ name, delay }) => ({
      name,
      arguments: { ...QUORUM, ...AT_LEAST_ONCE, 'x-message-ttl': delay },
    })),
    bindings: rooms.map(({ name }) => ({ queue: name, exchange: name, routingKey: '' })),
  };
}

function commonTopology(names: TopologyNames): Topology {
  const cabinet = names.of(CABINET_QUEUE);
  return {
    exchanges: Object.values(EXCHANGES).map((name) => ({ name: names.of(name), type: 'topic' })),
    queues: [{ name: cabinet, arguments: { ...QUORUM, 'x-message-ttl': CABINET_TTL_MS } }],
    bindings: [{ queue: cabinet, exchange: names.of(EXCHANGES.lkEvents), routingKey: '#' }],
  };
}

function workTopology(
  names: TopologyNames,
  queue: string,
  keys: readonly (readonly [exchange: string, key: string])[],
): Topology {
  if (keys.length === 0) return { exchanges: [], queues: [], bindings: [] };
  const name = names.of(queue);
  return {
    exchanges: [],
    queues: [plainQueue(deadLetterQueueOf(name)), workQueue(name)],
    bindings: keys.map(([exchange, routingKey]) => ({
      queue: name,
      exchange: names.of(exchange),
      routingKey,
    })),
  };
}

function serviceQueues(
  names: TopologyNames,
  service: string,
  subscriptions: ServiceSubscriptions,
): Topology[] {
  const { bankEvents = [], lkEvents = [], commands = [] } = subscriptions;
  const events = [
    ...bankEvents.map((key) => [EXCHANGES.bankEvents, key] as const),
    ...lkEvents.map((key) => [EXCHANGES.lkEvents, key] as const),
  ];
  const requests = commands.map((key) => [EXCHANGES.bankCommands, key] as const);
  return [
    workTopology(names, eventsQueueOf(service), events),
    workTopology(names, commandsQueueOf(service), requests),
  ];
}

/** Where the ingress puts events of a type that no service reads. */
function parkingTopology(names: TopologyNames): Topology {
  const parked = plainQueue(names.of(deadLetterQueueOf(eventsQueueOf('webhook-ingress'))));
  return { exchanges: [], queues: [parked], bindings: [] };
}

/**
 * The exchanges, queues and bindings of the whole system. Every process declares all of them, so
 * that an event published before its reader was ever started already waits in the reader's queue.
 */
export function systemTopology(
  names: TopologyNames,
  retryDelaysMs: readonly number[],
  subscriptions: Readonly<Record<string, ServiceSubscriptions>>,
): Topology {
  return merge(
    commonTopology(names),
    waitingRooms(names, retryDelaysMs),
    parkingTopology(names),
    ...Object.entries(subscriptions).flatMap(([service, reads]) =>
      serviceQueues(names, service, reads),
    ),
  );
}

function merge(...parts: readonly Topology[]): Topology {
  return {
    exchanges: parts.flatMap((part) => part.exchanges),
    queues: parts.flatMap((part) => part.queues),
    bindings: parts.flatMap((part) => part.bindings),
  };
}
