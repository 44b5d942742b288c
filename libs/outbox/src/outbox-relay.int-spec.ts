import { newId } from '@lk/kernel';
import { EXCHANGES } from '@lk/contracts';
import {
  AmqpConnection,
  ConfirmedPublisher,
  declareTopology,
  eventMessage,
  MessagePublisher,
  newEvent,
  type OutgoingMessage,
  RetrySchedule,
  systemTopology,
  type UnroutablePolicy,
} from '@lk/messaging';
import { createDataSource, TransactionRunner } from '@lk/persistence';
import { AppLogger, Metrics } from '@lk/platform';
import {
  createTestDatabase,
  eventually,
  TcpProxy,
  TestBroker,
  type TestDatabase,
  testServers,
} from '@lk/testing';
import { type DataSource } from 'typeorm';
import { databaseConfig, sampleSchema } from '../test/sample-schema';
import { Outbox } from './outbox';
import { OutboxListener } from './outbox-listener';
import { OutboxMetrics } from './outbox-metrics';
import { OutboxRelay } from './outbox-relay';

const SUBSCRIPTIONS = { 'webhook-ingress': {}, reader: { bankEvents: ['deal.created'] } } as const;

/** Everything a process has for sending, with its own connections through the proxies. */
class RelayProcess {
  readonly metrics = new Metrics('sample');
  readonly listener: OutboxListener;
  readonly relay: OutboxRelay;
  readonly publisher: ConfirmedPublisher;

  constructor(
    databaseUrl: string,
    private readonly connection: AmqpConnection,
    readonly dataSource: DataSource,
    broker: TestBroker,
    service = 'webhook-ingress',
  ) {
    const logger = new AppLogger('sample', 'silent');
    const transactions = new TransactionRunner(dataSource);
    this.publisher = new ConfirmedPublisher(connection, {
      maxInFlight: 1000,
      confirmTimeoutMs: 5000,
    });
    this.listener = new OutboxListener(databaseUrl, sampleSchema.schema);
    const messages = new MessagePublisher(this.publisher, broker.names);
    const metrics = new OutboxMetrics(this.metrics, transactions);
    this.relay = new OutboxRelay(service, transactions, messages, this.listener, metrics, logger);
  }

  start(): void {
    this.publisher.start();
    this.listener.start();
    this.relay.start();
  }

  async stop(): Promise<void> {
    await this.relay.stop();
    await this.listener.stop();
    await this.publisher.stop();
    await this.connection.close();
    await this.dataSource.destroy();
  }
}

/** Real: Postgres, RabbitMQ, proxies before both. */
describe('OutboxRelay', () => {
  let database: TestDatabase;
  let broker: TestBroker;
  let databaseProxy: TcpProxy;
  let brokerProxy: TcpProxy;
  let writer: TransactionRunner;
  let writerSource: DataSource;
  let processes: RelayProcess[];
  const outbox = new Outbox();

  beforeAll(async () => {
    database = await createTestDatabase([sampleSchema]);
    broker = await TestBroker.open(SUBSCRIPTIONS);
    databaseProxy = await TcpProxy.open(database.url);
    brokerProxy = await TcpProxy.open(testServers().amqpUrl);
    writerSource = await connect(database.url);
    writer = new TransactionRunner(writerSource);
    const delays = new RetrySchedule(50, 4).delaysMs;
    await declareTopology(broker.channel, systemTopology(broker.names, delays, SUBSCRIPTIONS));
  });
  afterAll(async () => {
    await writerSource.destroy();
    await databaseProxy.close();
    await brokerProxy.close();
    await broker.drop();
    await database.drop();
  });
  beforeEach(async () => {
    processes = [];
    await database.query('TRUNCATE sample.outbox');
    for (const queue of ['reader.events', 'webhook-ingress.events.dlq']) {
      await broker.channel.purgeQueue(broker.names.of(queue));
    }
  });
  afterEach(async () => {
    databaseProxy.restore();
    brokerProxy.restore();
    await Promise.all(processes.map((one) => one.stop()));
  });

  const connect = (url: string): Promise<DataSource> =>
    createDataSource({
      config: databaseConfig(url),
      schema: sampleSchema,
      entities: [],
      applicationName: 'sample',
    }).initialize();

  async function startProcess(service?: string): Promise<RelayProcess> {
    const logger = new AppLogger('sample', 'silent');
    const connection = new AmqpConnection(brokerProxy.url, 'sample.publisher', logger);
    const dataSource = await connect(databaseProxy.url);
    const one = new RelayProcess(databaseProxy.url, connection, dataSource, broker, service);
    processes.push(one);
    one.start();
    await eventually(() => expect(one.publisher.ready).toBe(true));
    return one;
  }

  function message(type = 'deal.created', policy: UnroutablePolicy = 'retry'): OutgoingMessage {
    const event = { id: newId(), source: 'urn:x', type, time: new Date(), data: { dealId: '1' } };
    return eventMessage(EXCHANGES.bankEvents, newEvent(event), policy);
  }

  const add = (...messages: OutgoingMessage[]): Promise<void> =>
    writer.run((tx) => outbox.add(tx, messages));

  const stored = async (): Promise<number> =>
    (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM sample.outbox'))[0]?.n ??
    -1;

  async function received(count: number): Promise<string[]> {
    await eventually(async () => {
      expect(await broker.count('reader.events')).toBeGreaterThanOrEqual(count);
    });
    const ids: string[] = [];
    for (let next = await take(); next; next = await take()) ids.push(next);
    return ids;
  }
  const take = async (): Promise<string | undefined> =>
    (await broker.take('reader.events'))?.properties.messageId as string | undefined;

  it('sends after the commit, not before it', async () => {
    await startProcess();
    const sent = message();
    await writer.run(async (tx) => {
      await outbox.add(tx, [sent]);
      await add(message());
      expect(await received(1)).not.toContain(sent.messageId);
    });
    expect(await received(1)).toEqual([sent.messageId]);
    expect(await stored()).toBe(0);
  });

  it('sends nothing of a transaction that was rolled back', async () => {
    await startProcess();
    const failing = writer.run(async (tx) => {
      await outbox.add(tx, [message()]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const after = message();
    await add(after);
    expect(await received(1)).toEqual([after.messageId]);
  });

  it('keeps every property of a message', async () => {
    await startProcess();
    const correlated = { ...message(), correlationId: 'c-1' };
    await add(correlated);
    await received(0);
    const got = await eventually(async () => {
      const next = await broker.take('reader.events');
      if (!next) throw new Error('nothing yet');
      return next;
    });
    expect(got.properties).toMatchObject({
      messageId: correlated.messageId,
      correlationId: 'c-1',
      contentType: 'application/cloudevents+json',
      headers: correlated.headers,
      deliveryMode: 2,
    });
    expect(got.content.equals(correlated.body)).toBe(true);
  });

  it('sends each row once, in about the order, with two relays on one table', async () => {
    await Promise.all([startProcess(), startProcess()]);
    const messages = Array.from({ length: 1200 }, () => message());
    for (let at = 0; at < messages.length; at += 40) await add(...messages.slice(at, at + 40));
    const ids = await received(1200);
    expect(ids).toHaveLength(1200);
    expect(new Set(ids)).toEqual(new Set(messages.map(({ messageId }) => messageId)));
    const place = new Map(messages.map(({ messageId }, index) => [messageId, index]));
    const furthest = Math.max(...ids.map((id, index) => Math.abs((place.get(id) ?? 0) - index)));
    expect(furthest).toBeLessThan(1000);
    await eventually(async () => expect(await stored()).toBe(0));
  });

  it('hears at once of what another process stored', async () => {
    const one = await startProcess();
    await add(message());
    await received(1);
    const waits: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const startedAt = Date.now();
      await add(message());
      await eventually(async () => expect(await take()).toBeDefined(), { intervalMs: 5 });
      waits.push(Date.now() - startedAt);
    }
    expect(waits.sort((a, b) => a - b)[2]).toBeLessThan(500);
    expect(one.publisher.ready).toBe(true);
  });

  it('keeps rows while the broker is away and sends them when it is back', async () => {
    const one = await startProcess();
    brokerProxy.cut();
    await eventually(() => expect(one.publisher.ready).toBe(false));
    const messages = [message(), message(), message()];
    await add(...messages);
    await eventually(async () => {
      const [row] = await database.query<{ attempts: number }>(
        'SELECT max(attempts) AS attempts FROM sample.outbox',
      );
      expect([await stored(), row?.attempts]).toEqual([3, 0]);
    });
    expect(await one.metrics.registry.metrics()).toMatch(/outbox_lag_seconds\S* [0-9.e-]+/);
    brokerProxy.restore();
    expect(new Set(await received(3))).toEqual(new Set(messages.map((m) => m.messageId)));
    await eventually(async () => expect(await stored()).toBe(0));
  });

  it('parks what no service reads, with the reason', async () => {
    await startProcess();
    const unread = message('unheard.of', 'park');
    await add(unread);
    const parked = await eventually(async () => {
      const next = await broker.take('webhook-ingress.events.dlq');
      if (!next) throw new Error('nothing yet');
      return next;
    });
    expect(parked.properties).toMatchObject({
      messageId: unread.messageId,
      headers: {
        'x-error-code': 'NO_CONSUMER',
        'x-event-id': unread.messageId,
        'x-original-exchange': 'bank.events',
        'x-original-routing-key': 'unheard.of',
        'x-attempts': 1,
        traceparent: unread.headers.traceparent,
      },
    });
    await eventually(async () => expect(await stored()).toBe(0));
  });

  it('parks it also when an observer has bound a queue of its own', async () => {
    const { queue } = await broker.channel.assertQueue('', { exclusive: true });
    await broker.channel.bindQueue(queue, broker.names.of('bank.events'), '#');
    await startProcess();
    const unread = message('unheard.of', 'park');
    await add(unread);
    await eventually(async () => {
      const parked = await broker.take('webhook-ingress.events.dlq');
      expect(parked?.properties.messageId).toBe(unread.messageId);
    });
    const seen = await broker.channel.get(queue, { noAck: true });
    expect(seen && seen.properties.messageId).toBe(unread.messageId);
    await broker.channel.deleteQueue(queue);
  });

  it('keeps what can neither be delivered nor parked', async () => {
    await startProcess('service-without-queues');
    await add(message('unheard.of', 'park'));
    await eventually(async () => {
      const [row] = await database.query<{ attempts: number }>(
        'SELECT attempts FROM sample.outbox',
      );
      expect(row?.attempts).toBeGreaterThan(0);
    });
  });

  it('lets go what may be dropped', async () => {
    await startProcess();
    await add(message('unheard.of', 'drop'));
    await eventually(async () => expect(await stored()).toBe(0));
    expect(await broker.count('webhook-ingress.events.dlq')).toBe(0);
  });

  it('finds the answer that makes the broker close the connection, and sends the rest', async () => {
    await startProcess();
    // RabbitMQ 3.10 crashes its channel over a direct reply address that it cannot decode.
    const poison: OutgoingMessage = {
      ...message('deal.created', 'drop'),
      exchange: '',
      routingKey: 'amq.rabbitmq.reply-to.g1h2AA5yZXBseUA.bogus',
    };
    const others = [message(), message(), message()];
    await add(poison, ...others);
    const ids = new Set(await received(3));
    expect(ids).toEqual(new Set(others.map(({ messageId }) => messageId)));
    await eventually(async () => expect(await stored()).toBe(0), { timeoutMs: 40_000 });
  });

  it('postpones what no queue takes yet without holding up the rest', async () => {
    await startProcess();
    const unread = message('unheard.of', 'retry');
    const read = message();
    await add(unread, read);
    expect(await received(1)).toEqual([read.messageId]);
    await eventually(async () => {
      const rows = await database.query(
        'SELECT message_id FROM sample.outbox WHERE attempts > 0 AND next_attempt_at > created_at',
      );
      expect(rows).toEqual([{ message_id: unread.messageId }]);
    });
  });

  it('goes on after its database connections were cut', async () => {
    await startProcess();
    await add(message());
    await received(1);
    databaseProxy.breakAll();
    const messages = [message(), message()];
    await add(...messages);
    expect(new Set(await received(2))).toEqual(new Set(messages.map((m) => m.messageId)));
  });

  it('sends what is stored before it stops', async () => {
    const one = await startProcess();
    processes = [];
    const messages = Array.from({ length: 20 }, () => message());
    await add(...messages);
    await one.stop();
    expect(await stored()).toBe(0);
    expect(await received(20)).toHaveLength(20);
  });
});

describe('OutboxListener', () => {
  it('leaves no connection behind when it is stopped while it connects', async () => {
    const database = await createTestDatabase([]);
    const proxy = await TcpProxy.open(database.url);
    const listener = new OutboxListener(proxy.url, 'hasty');
    listener.start();
    await listener.stop();
    await eventually(() => expect([proxy.accepted, proxy.connections]).toEqual([1, 0]), {
      timeoutMs: 5000,
    });
    await proxy.close();
    await database.drop();
  });
});
