import {
  commandsQueueOf,
  EXCHANGES,
  eventsQueueOf,
  type ServiceSubscriptions,
  SUBSCRIPTIONS,
} from '@lk/contracts';

const SERVICES: Readonly<Record<string, ServiceSubscriptions>> = SUBSCRIPTIONS;

/** Where a message is replayed to, and who knows what becomes of it. */
export interface ReplayTarget {
  /** Empty: the default exchange, which takes the name of a queue as routing key. Without namespace. */
  readonly exchange: string;
  /** Without namespace; of the default exchange the name of the queue. */
  readonly routingKey: string;
  /** The queues in which it will wait, without namespace. */
  readonly queues: readonly string[];
  /** The services whose inboxes know it. */
  readonly owners: readonly string[];
}

export interface Addressed {
  readonly queue: string;
  readonly exchange: string | null;
  readonly routingKey: string | null;
}

function readerOf(queue: string): string | undefined {
  return Object.entries(SERVICES).find(([service, reads]) => {
    const events = [...(reads.bankEvents ?? []), ...(reads.lkEvents ?? [])];
    return (
      (queue === eventsQueueOf(service) && events.length > 0) ||
      (queue === commandsQueueOf(service) && (reads.commands ?? []).length > 0)
    );
  })?.[0];
}

function readsFrom(reads: ServiceSubscriptions, exchange: string, key: string): boolean {
  const lists: Readonly<Record<string, readonly string[] | undefined>> = {
    [EXCHANGES.bankEvents]: reads.bankEvents,
    [EXCHANGES.lkEvents]: reads.lkEvents,
  };
  return lists[exchange]?.includes(key) ?? false;
}

/**
 * A message goes back to its origin queue and nowhere else. One exception: an event that nobody read
 * was parked, its origin queue does not exist. When a service reads its type today, it is published to
 * its exchange once more, as it was the first time: no queue has ever had it.
 * @returns undefined when nobody reads it today
 */
export function replayTarget({ queue, exchange, routingKey }: Addressed): ReplayTarget | undefined {
  const reader = readerOf(queue);
  if (reader !== undefined) {
    return { exchange: '', routingKey: queue, queues: [queue], owners: [reader] };
  }
  if (exchange === null || routingKey === null) return undefined;
  const owners = Object.entries(SERVICES)
    .filter(([, reads]) => readsFrom(reads, exchange, routingKey))
    .map(([service]) => service);
  if (owners.length === 0) return undefined;
  return { exchange, routingKey, queues: owners.map(eventsQueueOf), owners };
}
