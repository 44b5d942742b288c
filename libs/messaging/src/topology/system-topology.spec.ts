import { SUBSCRIPTIONS } from '@lk/contracts';
import { systemTopology, type Topology } from './system-topology';
import { TopologyNames } from './topology-names';

const topologyOf = (namespace = ''): Topology =>
  systemTopology(new TopologyNames(namespace), [50, 75], {
    payout: { bankEvents: ['payout.failed'], commands: ['payout.create'] },
    notification: { lkEvents: ['alert.raised'] },
    silent: {},
  });

const argumentsOf = (topology: Topology, name: string): unknown =>
  topology.queues.find((queue) => queue.name === name)?.arguments;

const AT_LEAST_ONCE = {
  'x-queue-type': 'quorum',
  'x-dead-letter-exchange': '',
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
};

describe('systemTopology', () => {
  it('has the three exchanges of the contract and a fanout for each waiting room', () => {
    expect(topologyOf().exchanges).toEqual([
      { name: 'bank.events', type: 'topic' },
      { name: 'bank.commands', type: 'topic' },
      { name: 'lk.events', type: 'topic' },
      { name: 'retry.50ms', type: 'fanout' },
      { name: 'retry.75ms', type: 'fanout' },
    ]);
  });

  it('has a dead-letter queue beside each work queue, and no queue for what nobody reads', () => {
    expect(topologyOf().queues.map(({ name }) => name)).toEqual([
      'cabinet.events',
      'retry.50ms',
      'retry.75ms',
      'webhook-ingress.events.dlq',
      'payout.events.dlq',
      'payout.events',
      'payout.commands.dlq',
      'payout.commands',
      'notification.events.dlq',
      'notification.events',
    ]);
  });

  it('binds each queue to what its service reads', () => {
    expect(topologyOf().bindings).toEqual([
      { queue: 'cabinet.events', exchange: 'lk.events', routingKey: '#' },
      { queue: 'retry.50ms', exchange: 'retry.50ms', routingKey: '' },
      { queue: 'retry.75ms', exchange: 'retry.75ms', routingKey: '' },
      { queue: 'payout.events', exchange: 'bank.events', routingKey: 'payout.failed' },
      { queue: 'payout.commands', exchange: 'bank.commands', routingKey: 'payout.create' },
      { queue: 'notification.events', exchange: 'lk.events', routingKey: 'alert.raised' },
    ]);
  });

  it('puts a message aside that the broker delivered too often, without losing it on the way', () => {
    expect(argumentsOf(topologyOf(), 'payout.events')).toEqual({
      ...AT_LEAST_ONCE,
      'x-delivery-limit': 100,
      'x-dead-letter-routing-key': 'payout.events.dlq',
    });
    expect(argumentsOf(topologyOf(), 'payout.events.dlq')).toEqual({ 'x-queue-type': 'quorum' });
  });

  it('lets a waiting room hand messages back under the routing key they came with', () => {
    expect(argumentsOf(topologyOf(), 'retry.50ms')).toEqual({
      ...AT_LEAST_ONCE,
      'x-message-ttl': 50,
    });
  });

  it('holds events for the cabinet for a week', () => {
    expect(argumentsOf(topologyOf(), 'cabinet.events')).toEqual({
      'x-queue-type': 'quorum',
      'x-message-ttl': 604_800_000,
    });
  });

  it('puts every name into the namespace, also where one names another', () => {
    const { exchanges, queues, bindings } = topologyOf('blue');
    const names = [
      ...exchanges.map(({ name }) => name),
      ...queues.map(({ name }) => name),
      ...bindings.flatMap(({ queue, exchange }) => [queue, exchange]),
      ...queues.flatMap((queue) => {
        const target = (queue.arguments as Record<string, unknown>)['x-dead-letter-routing-key'];
        return typeof target === 'string' ? [target] : [];
      }),
    ];
    expect(names.filter((name) => !name.startsWith('blue.'))).toEqual([]);
  });

  it('names no queue twice over the whole system', () => {
    const { queues } = systemTopology(new TopologyNames(), [1000], SUBSCRIPTIONS);
    expect(new Set(queues.map(({ name }) => name)).size).toBe(queues.length);
  });
});

describe('TopologyNames', () => {
  it('leaves the default exchange without a name', () => {
    expect(new TopologyNames('blue').of('')).toBe('');
    expect(new TopologyNames('blue').retry(50)).toBe('blue.retry.50ms');
    expect(new TopologyNames().of('x')).toBe('x');
  });
});
