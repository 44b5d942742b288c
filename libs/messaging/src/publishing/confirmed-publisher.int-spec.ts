import { AppLogger } from '@lk/platform';
import { eventually, TcpProxy, TestBroker, testServers } from '@lk/testing';
import { AmqpConnection } from '../connection/amqp-connection';
import { ConfirmedPublisher, type PublishRequest } from './confirmed-publisher';

/** Real: RabbitMQ, and a proxy in front of it that takes the network away. */
describe('ConfirmedPublisher', () => {
  let broker: TestBroker;
  let proxy: TcpProxy;
  let connection: AmqpConnection;
  let publisher: ConfirmedPublisher;
  let queue: string;
  const logger = new AppLogger('test', 'silent');

  function open(maxInFlight = 1000, confirmTimeoutMs = 5000): void {
    connection = new AmqpConnection(proxy.url, 'test.publisher', logger);
    publisher = new ConfirmedPublisher(connection, { maxInFlight, confirmTimeoutMs });
    publisher.start();
  }

  beforeEach(async () => {
    broker = await TestBroker.open();
    proxy = await TcpProxy.open(testServers().amqpUrl);
    queue = broker.names.of('published');
    await broker.channel.assertQueue(queue, { exclusive: true });
    open();
    await eventually(() => expect(publisher.ready).toBe(true));
  });
  afterEach(async () => {
    await publisher.stop();
    await connection.close();
    await proxy.close();
    await broker.channel.deleteQueue(queue);
    await broker.drop();
  });

  const request = (routingKey = queue, messageId = 'm-1'): PublishRequest => ({
    exchange: '',
    routingKey,
    body: Buffer.from('{}'),
    properties: { messageId },
  });

  it('confirms a persistent message once the broker has it', async () => {
    expect(await publisher.publish(request())).toBe('confirmed');
    const message = await broker.take('published');
    expect(message?.properties).toMatchObject({ messageId: 'm-1', deliveryMode: 2 });
  });

  it('tells that no queue takes a message, also when the same one is sent many times at once', async () => {
    const nowhere = Array.from({ length: 50 }, () => publisher.publish(request('nowhere')));
    const somewhere = publisher.publish(request());
    expect(new Set(await Promise.all(nowhere))).toEqual(new Set(['unroutable']));
    expect(await somewhere).toBe('confirmed');
  });

  it('fails at once without a broker, and publishes again when it is back', async () => {
    proxy.cut();
    await eventually(() => expect(publisher.ready).toBe(false));
    const startedAt = Date.now();
    await expect(publisher.publish(request())).rejects.toMatchObject({
      code: 'BROKER_UNAVAILABLE',
      disposition: 'transient',
      holdsQueue: true,
    });
    expect(Date.now() - startedAt).toBeLessThan(500);
    proxy.restore();
    await eventually(() => expect(publisher.ready).toBe(true));
    expect(await publisher.publish(request())).toBe('confirmed');
  });

  it('fails what was in flight when the connection is lost, and loses nothing confirmed', async () => {
    const sent = Array.from({ length: 300 }, (_, i) => publisher.publish(request(queue, `m-${i}`)));
    const outcomes = Promise.allSettled(sent);
    proxy.breakAll();
    const settled = await outcomes;
    const failed = settled.flatMap((result) => (result.status === 'rejected' ? [result] : []));
    for (const { reason } of failed) expect(reason).toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    const confirmed = settled.length - failed.length;
    expect(await broker.count('published')).toBeGreaterThanOrEqual(confirmed);
  });

  it('keeps no more than its bound in flight and sends the rest as confirms come', async () => {
    await publisher.stop();
    await connection.close();
    open(3);
    await eventually(() => expect(publisher.ready).toBe(true));
    const { inFlight } = publisher as unknown as { inFlight: ReadonlySet<unknown> };
    const sent = Array.from({ length: 40 }, (_, i) => publisher.publish(request(queue, `m-${i}`)));
    // Every send that is going to happen without a confirm has happened by then.
    await new Promise((resolve) => setImmediate(resolve));
    expect(inFlight.size).toBe(3);
    await Promise.all(sent.map((one) => one.then(() => expect(inFlight.size).toBeLessThan(4))));
    expect(await broker.count('published')).toBe(40);
  });

  it('lets nobody wait for a place when the broker goes away', async () => {
    await publisher.stop();
    await connection.close();
    open(2);
    await eventually(() => expect(publisher.ready).toBe(true));
    const sent = Array.from({ length: 30 }, (_, i) => publisher.publish(request(queue, `m-${i}`)));
    const outcomes = Promise.allSettled(sent);
    proxy.cut();
    expect(await outcomes).toHaveLength(30);
  });

  it('tells a refusal by a full queue from an outage', async () => {
    const full = broker.names.of('full');
    const limits = { 'x-max-length': 1, 'x-overflow': 'reject-publish' };
    await broker.channel.assertQueue(full, { exclusive: true, arguments: limits });
    await publisher.publish(request(full));
    await expect(publisher.publish(request(full))).rejects.toMatchObject({
      code: 'PUBLISH_REFUSED',
      holdsQueue: false,
    });
  });

  it('goes on with a fresh channel after the broker closed one for an error', async () => {
    const wrong = { ...request(), exchange: broker.names.of('no-such-exchange') };
    await expect(publisher.publish(wrong)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    await eventually(async () => expect(await publisher.publish(request())).toBe('confirmed'));
  });

  it('gives up a confirm that does not come and changes the channel', async () => {
    await publisher.stop();
    await connection.close();
    open(1000, 1);
    await eventually(() => expect(publisher.ready).toBe(true));
    const sent = Array.from({ length: 200 }, (_, i) => publisher.publish(request(queue, `m-${i}`)));
    const settled = await Promise.allSettled(sent);
    const codes = settled.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as { code: string }).code] : [],
    );
    expect(codes).toContain('PUBLISH_TIMEOUT');
    await eventually(() => expect(publisher.ready).toBe(true));
  });
});

describe('AmqpConnection', () => {
  it('survives losing the broker in the middle of the set-up and sets up again', async () => {
    const proxy = await TcpProxy.open(testServers().amqpUrl);
    let setups = 0;
    const connection = new AmqpConnection(
      proxy.url,
      'test.setup',
      new AppLogger('test', 'silent'),
      async (channel) => {
        setups += 1;
        if (setups === 1) proxy.breakAll();
        await channel.assertQueue('', { exclusive: true });
      },
    );
    const channel = await connection.createConfirmChannel();
    expect([setups, connection.connected]).toEqual([2, true]);
    await channel.close();
    await connection.close();
    expect(connection.connected).toBe(false);
    await proxy.close();
  });

  it('closes while the broker was never there', async () => {
    const proxy = await TcpProxy.open(testServers().amqpUrl);
    proxy.cut();
    const connection = new AmqpConnection(proxy.url, 'test', new AppLogger('test', 'silent'));
    const channel = connection.createConfirmChannel();
    const refused = expect(channel).rejects.toThrow();
    await connection.close();
    await refused;
    await proxy.close();
  });
});
