import { newId, transientError } from '@lk/kernel';
import { IntakeGate } from '@lk/platform';
import {
  eventually,
  startTestService,
  TestBroker,
  testEnvironment,
  type TestService,
} from '@lk/testing';
import {
  publishEvent,
  SAMPLE,
  SAMPLE_SUBSCRIPTIONS,
  SampleHandlers,
  sampleService,
} from '../../test/sample-service';

const PREFETCH = 4;

/** Real: RabbitMQ, a whole service and its gate. Made up: the handlers, and who closes the gate. */
describe('commands at a closed gate', () => {
  let broker: TestBroker;
  let handlers: SampleHandlers;
  let services: TestService[];
  let failures: number[];

  beforeEach(async () => {
    broker = await TestBroker.open({ [SAMPLE]: SAMPLE_SUBSCRIPTIONS });
    handlers = new SampleHandlers();
    failures = [];
    handlers.onDealAccept = (_data, { message }) => {
      failures.push(message.failures);
      return Promise.resolve();
    };
    services = [];
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await broker.drop();
  });

  async function start(): Promise<TestService & { readonly gate: IntakeGate }> {
    const service = await startTestService(sampleService(handlers), {
      ...testEnvironment('', broker),
      COMMANDS_PREFETCH: String(PREFETCH),
    });
    services.push(service);
    await eventually(async () => expect(await readiness(service)).toBe(200));
    return { ...service, gate: service.app.get(IntakeGate) };
  }

  const readiness = async ({ url }: TestService): Promise<number> =>
    (await fetch(`${url}/health/ready`)).status;
  const gauge = async ({ url }: TestService): Promise<string> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return text.split('\n').find((line) => line.startsWith('intake_closed{')) ?? '';
  };

  function sendCommands(count: number): string[] {
    return Array.from({ length: count }, () => {
      const messageId = newId();
      const options = { messageId, correlationId: messageId };
      broker.publish('bank.commands', 'deal.accept', { dealId: newId() }, options);
      return messageId;
    });
  }

  /** The service has taken as many as it may: what is left in the queue does not move. */
  const taken = (sent: number) =>
    eventually(async () => expect(await broker.count('sample.commands')).toBe(sent - PREFETCH));

  it('wait in the process, events pass, and all are handled without an attempt when it opens', async () => {
    const service = await start();
    service.gate.close('bank');
    const ids = sendCommands(10);
    await taken(10);
    const event = publishEvent(broker, 'deal.created', { dealId: 'd-1' });
    await eventually(() => expect(handlers.handled).toEqual([event]));
    expect(await readiness(service)).toBe(200);
    expect(await gauge(service)).toMatch(/queue="[^"]*sample\.commands".* 1$/);
    expect([failures, await broker.count('sample.commands')]).toEqual([[], 6]);

    service.gate.open('bank');
    await eventually(() => expect(handlers.handled).toEqual(expect.arrayContaining(ids)));
    expect(failures).toEqual(Array(10).fill(0));
    expect(await gauge(service)).toMatch(/ 0$/);
    await eventually(async () => expect(await broker.count('sample.commands')).toBe(0));
    expect(await broker.count('sample.commands.dlq')).toBe(0);
  });

  it('wait there also when they were begun and found the outage themselves', async () => {
    const service = await start();
    let away = true;
    handlers.onDealAccept = (_data, { message }) => {
      failures.push(message.failures);
      if (!away) return Promise.resolve();
      service.gate.close('bank');
      throw transientError('BANK_CIRCUIT_OPEN', 'Open', { holdsQueue: true });
    };
    const ids = sendCommands(PREFETCH + 2);
    await eventually(() => expect(failures.length).toBeGreaterThan(0));
    await taken(PREFETCH + 2);
    const event = publishEvent(broker, 'deal.created', { dealId: 'd-1' });
    await eventually(() => expect(handlers.handled).toEqual([event]));
    expect(failures.length).toBeLessThanOrEqual(PREFETCH);

    away = false;
    service.gate.open('bank');
    await eventually(() => expect(handlers.handled).toEqual(expect.arrayContaining(ids)));
    expect(new Set(failures)).toEqual(new Set([0]));
    expect(await broker.count('sample.commands.dlq')).toBe(0);
  });

  it('are handed back at shutdown, unspent, for the next process', async () => {
    const service = await start();
    service.gate.close('bank');
    const ids = sendCommands(6);
    await taken(6);
    const before = Date.now();
    await service.stop();
    expect(Date.now() - before).toBeLessThan(5000);
    await eventually(async () => expect(await broker.count('sample.commands')).toBe(6));
    expect(failures).toEqual([]);

    await start();
    await eventually(() => expect(handlers.handled).toEqual(expect.arrayContaining(ids)));
    expect([failures, handlers.handled.length]).toEqual([Array(6).fill(0), 6]);
  });
});
