import { AmqpConfig, attachConsumers, MessagingModule } from '@lk/messaging';
import { startTestService, TestBroker, testEnvironment } from '@lk/testing';
import { Controller, Module } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import {
  SAMPLE,
  SAMPLE_SUBSCRIPTIONS,
  SampleHandlers,
  sampleService,
} from '../test/sample-service';

@Controller()
class OneHandler {
  @EventPattern('deal.created')
  handle(): void {
    // Never called: the service does not start.
  }
}

@Controller()
class OtherHandler extends OneHandler {
  @EventPattern('deal.created')
  override handle(): void {
    // Never called: the service does not start.
  }
}

/** Real: Nest's discovery of handlers, and the broker behind the service that does start. */
describe('start of a consuming service', () => {
  let broker: TestBroker;

  beforeEach(async () => {
    broker = await TestBroker.open({ [SAMPLE]: SAMPLE_SUBSCRIPTIONS });
  });
  afterEach(() => broker.drop());

  const start = (definition: Parameters<typeof startTestService>[0]) =>
    startTestService(definition, testEnvironment('', broker));

  it('is refused when something bound has no handler', async () => {
    const subscriptions = { ...SAMPLE_SUBSCRIPTIONS, lkEvents: ['alert.raised'] } as const;
    await expect(start(sampleService(new SampleHandlers(), subscriptions))).rejects.toMatchObject({
      code: 'HANDLERS_WRONG',
      safeDetails: { handlers: 'alert.raised has 0 handlers' },
    });
  });

  it('is refused when a handler waits for something that is not bound', async () => {
    const subscriptions = { ...SAMPLE_SUBSCRIPTIONS, commands: [] };
    await expect(start(sampleService(new SampleHandlers(), subscriptions))).rejects.toMatchObject({
      safeDetails: { handlers: 'deal.accept is handled but not bound' },
    });
  });

  it('is refused when something bound has two handlers', async () => {
    @Module({
      imports: [
        MessagingModule.forService({
          service: SAMPLE,
          subscriptions: { bankEvents: ['deal.created'] },
        }),
      ],
      controllers: [OneHandler, OtherHandler],
    })
    class TwoHandlersModule {}
    const definition = {
      name: SAMPLE,
      configs: [AmqpConfig],
      module: TwoHandlersModule,
      beforeListen: attachConsumers,
    };
    await expect(start(definition)).rejects.toMatchObject({
      safeDetails: { handlers: 'deal.created has 2 handlers' },
    });
  });

  it('goes well while the broker is away: the service listens and is not ready', async () => {
    const definition = sampleService(new SampleHandlers());
    const environment = { ...testEnvironment('', broker), AMQP_URL: 'amqp://127.0.0.1:1' };
    const service = await startTestService(definition, environment);
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    await service.stop();
    const line = service.logs.find(({ reason }) => String(reason).includes('ECONNREFUSED'));
    expect(line).toMatchObject({ level: 'warn' });
  });
});
