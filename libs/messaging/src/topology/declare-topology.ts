import { type Channel } from 'amqplib';
import { type Topology } from './system-topology';

/**
 * Declares what is missing. Idempotent; a queue that exists with other arguments makes the broker
 * close the channel with PRECONDITION_FAILED, which names the queue and the argument.
 */
export async function declareTopology(channel: Channel, topology: Topology): Promise<void> {
  for (const { name, type } of topology.exchanges) {
    await channel.assertExchange(name, type, { durable: true });
  }
  for (const queue of topology.queues) {
    await channel.assertQueue(queue.name, { durable: true, arguments: queue.arguments as object });
  }
  for (const { queue, exchange, routingKey } of topology.bindings) {
    await channel.bindQueue(queue, exchange, routingKey);
  }
}
