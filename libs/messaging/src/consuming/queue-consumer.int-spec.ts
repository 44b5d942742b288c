import { newId, transientError } from '@lk/kernel';
import {
  eventually,
  startTestService,
  TcpProxy,
  TestBroker,
  testEnvironment,
  testServers,
  type TestService,
} from '@lk/testing';
import { AmqpConsumerServer } from './amqp-consumer.server';
import {
  publishEvent,
  SAMPLE,
  SAMPLE_SUBSCRIPTIONS,
  SampleHandlers,
  sampleService,
} from '../../test/sample-service';

/** A place where handlers wait until the test lets them go. */
class Gate {
  readonly entered: string[] = [];
  private readonly waiting: (() => void)[] = [];
  private opened = false;

  pass(id: string): Promise<void> {
    this.entered.push(id);
    if (this.opened) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  open(): void {
    this.opened = true;
    for (const go of this.waiting) go();
  }
}

/** Real: RabbitMQ, a proxy in front of it, a whole service. Made up: the handlers. */
describe('QueueConsumer', () => {
  let broker: TestBroker;
  let proxy: TcpProxy;
  let handlers: SampleHandlers;
  let services: TestService[];

  beforeEach(async () => {
    broker = await TestBroker.open({ [SAMPLE]: SAMPLE_SUBSCRIPTIONS });
    proxy = await TcpProxy.open(testServers().amqpUrl);
    handlers = new SampleHandlers();
    services = [];
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await proxy.close();
    await broker.drop();
  });

  async function start(environment: Record<string, string> = {}): Promise<TestService> {
    const service = await startTestService(sampleService(handlers), {
      ...testEnvironment('', broker),
      AMQP_URL: proxy.url,
      ...environment,
    });
    services.push(service);
    await eventually(async () => expect(await readiness(service)).toBe(200));
    return service;
  }

  const readiness = async (service: TestService): Promise<number> =>
    (await fetch(`${service.url}/health/ready`)).status;

  const handled = (...ids: string[]) =>
    eventually(() => expect(handlers.handled).toEqual(expect.arrayContaining(ids)));

  const attachments = ({ logs }: TestService): number =>
    logs.filter(({ msg, queue }) => msg === 'consumer attached' && isEvents(queue)).length;
  const isEvents = (queue: unknown): boolean => String(queue).endsWith('.sample.events');

  it('handles one message at a time, in order, when the prefetch is one', async () => {
    const service = await start({ EVENTS_PREFETCH: '1' });
    const seen: string[] = [];
    handlers.onDealCreated = async ({ dealId }) => {
      seen.push(`begin ${dealId}`);
      await readiness(service);
      seen.push(`end ${dealId}`);
    };
    const ids = ['1', '2', '3'].map((dealId) => publishEvent(broker, 'deal.created', { dealId }));
    await handled(...ids);
    expect(seen).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
  });

  it('begins as many as the prefetch in order of arrival, and no more', async () => {
    await start({ EVENTS_PREFETCH: '2' });
    const gate = new Gate();
    handlers.onDealCreated = ({ dealId }) => gate.pass(dealId);
    const ids = ['1', '2', '3'].map((dealId) => publishEvent(broker, 'deal.created', { dealId }));
    await eventually(() => expect(gate.entered).toEqual(['1', '2']));
    await eventually(async () => expect(await broker.count('sample.events')).toBe(1));
    expect(gate.entered).toEqual(['1', '2']);
    gate.open();
    await handled(...ids);
  });

  it('attaches again after the broker closed its channel for an error', async () => {
    const service = await start();
    const unknownDeliveryTag = 999;
    const { keeper } = service.app
      .get(AmqpConsumerServer)
      .queues.find(({ queue }) => isEvents(queue)) as unknown as {
      keeper: { channel: { ack(message: object): void } };
    };
    keeper.channel.ack({ fields: { deliveryTag: unknownDeliveryTag } });
    await eventually(() => expect(attachments(service)).toBe(2));
    await handled(publishEvent(broker, 'deal.created', { dealId: '1' }));
    expect(await readiness(service)).toBe(200);
  });

  it('is not ready without its queue though TCP is up, and attaches when the queue is back', async () => {
    const service = await start();
    await broker.channel.deleteQueue(broker.names.of('sample.events'));
    const cancelled = { msg: 'consumer cancelled by the broker' };
    await eventually(
      () => expect(service.logs).toContainEqual(expect.objectContaining(cancelled)),
      { intervalMs: 5 },
    );
    expect(await readiness(service)).toBe(503);
    const report = (await (await fetch(`${service.url}/health/ready`)).json()) as object;
    expect(report).toMatchObject({
      error: { consumers: { message: `not attached: ${broker.names.of('sample.events')}` } },
    });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const other = await startTestService(sampleService(new SampleHandlers()), {
      ...testEnvironment('', broker),
    });
    await eventually(async () => expect(await readiness(other)).toBe(200));
    await other.stop();
    await eventually(async () => expect(await readiness(service)).toBe(200));
    await handled(publishEvent(broker, 'deal.created', { dealId: '1' }));
  });

  it('loses no message and leaves none behind when the connection breaks again and again', async () => {
    await start();
    const ids = Array.from({ length: 500 }, (_, i) =>
      publishEvent(broker, 'deal.created', { dealId: String(i) }),
    );
    let count = 0;
    handlers.onDealCreated = async () => {
      count += 1;
      if ([100, 250, 400].includes(count)) proxy.breakAll();
      await new Promise((resolve) => setImmediate(resolve));
    };
    const missing = () => ids.filter((id) => !handlers.handled.includes(id));
    await eventually(() => expect(missing()).toEqual([]), { timeoutMs: 45_000 });
    await eventually(async () => expect(await broker.count('sample.events')).toBe(0));
    expect(count).toBeGreaterThanOrEqual(500);
    expect(await broker.count('sample.events.dlq')).toBe(0);
  });

  it('comes back after the broker was away, with what arrived meanwhile', async () => {
    const service = await start();
    const metrics = async () => (await fetch(`${service.url}/metrics`)).text();
    await eventually(async () => expect(await metrics()).toContain('dead_letters{'));
    proxy.cut();
    await eventually(async () => expect(await readiness(service)).toBe(503));
    await eventually(async () => expect(await metrics()).not.toContain('dead_letters{'));
    const id = publishEvent(broker, 'deal.created', { dealId: '1' });
    proxy.restore();
    await handled(id);
    await eventually(async () => expect(await readiness(service)).toBe(200));
  });

  it('holds a message whose copy cannot be published, and moves it when it can', async () => {
    await start();
    proxy.cut();
    const id = publishEvent(broker, 'payment.completed', {}, { id: newId() });
    proxy.restore();
    const letter = await eventually(async () => {
      const message = await broker.take('sample.events.dlq');
      if (!message) throw new Error('no dead letter yet');
      return message;
    });
    expect(letter.properties.messageId).toBe(id);
  });

  it('finishes what is in work at shutdown, hands back the rest and loses nothing', async () => {
    const service = await start({ EVENTS_PREFETCH: '3' });
    const gate = new Gate();
    handlers.onDealCreated = ({ dealId }) => gate.pass(dealId);
    const ids = Array.from({ length: 8 }, (_, i) =>
      publishEvent(broker, 'deal.created', { dealId: String(i) }),
    );
    await eventually(() => expect(gate.entered).toHaveLength(3));
    const stopped = service.stop();
    await eventually(() =>
      expect(service.app.get(AmqpConsumerServer).queues.map((q) => q.attached)).toEqual([
        false,
        false,
      ]),
    );
    gate.open();
    await stopped;
    expect(gate.entered).toEqual(['0', '1', '2']);
    expect(handlers.handled.sort()).toEqual(ids.slice(0, 3).sort());
    await eventually(async () => expect(await broker.count('sample.events')).toBe(5));
    await start();
    await handled(...ids);
    expect(handlers.handled).toHaveLength(8);
  });

  it('hands a held message back at shutdown with its attempts unspent', async () => {
    const service = await start();
    const failures: number[] = [];
    handlers.onDealCreated = (_data, { message }) => {
      failures.push(message.failures);
      throw transientError('DATABASE_UNAVAILABLE', 'Away', { holdsQueue: true });
    };
    publishEvent(broker, 'deal.created', { dealId: '1' });
    await eventually(() => expect(failures.length).toBeGreaterThan(0));
    await service.stop();
    await eventually(async () => expect(await broker.count('sample.events')).toBe(1));
    handlers.onDealCreated = (_data, { message }) => {
      failures.push(message.failures);
      return Promise.resolve();
    };
    await start();
    await eventually(() => expect(handlers.handled).toHaveLength(1));
    expect(new Set(failures)).toEqual(new Set([0]));
  });
});
