import {
  type BankEventType,
  DealAcceptCommand,
  DealEventData,
  PaymentEventData,
  type ServiceSubscriptions,
} from '@lk/contracts';
import { newId } from '@lk/kernel';
import {
  AmqpConfig,
  attachConsumers,
  type CommandContext,
  type EventContext,
  MessagingModule,
} from '@lk/messaging';
import { type ServiceDefinition } from '@lk/platform';
import { type TestBroker } from '@lk/testing';
import { Controller, Module } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';

/** The name of the service that only these tests have. */
export const SAMPLE = 'sample';

export const SAMPLE_SUBSCRIPTIONS = {
  bankEvents: ['deal.created', 'payment.completed'],
  commands: ['deal.accept'],
} as const satisfies ServiceSubscriptions;

/** What the handlers do; each test replaces the one it is about. */
export class SampleHandlers {
  readonly handled: string[] = [];
  onDealCreated: (data: DealEventData, context: EventContext) => Promise<void> = () =>
    Promise.resolve();
  onDealAccept: (data: DealAcceptCommand, context: CommandContext) => Promise<void> = () =>
    Promise.resolve();
}

@Controller()
class SampleConsumer {
  constructor(private readonly handlers: SampleHandlers) {}

  @EventPattern('deal.created')
  async dealCreated(@Payload() data: DealEventData, @Ctx() context: EventContext): Promise<void> {
    await this.handlers.onDealCreated(data, context);
    this.handlers.handled.push(context.message.id);
  }

  @EventPattern('payment.completed')
  paymentCompleted(@Payload() _data: PaymentEventData, @Ctx() context: EventContext): void {
    this.handlers.handled.push(context.message.id);
  }

  @MessagePattern('deal.accept')
  async dealAccept(
    @Payload() data: DealAcceptCommand,
    @Ctx() context: CommandContext,
  ): Promise<void> {
    await this.handlers.onDealAccept(data, context);
    this.handlers.handled.push(context.message.id);
  }
}

/** A service with one events queue and one commands queue and nothing else. */
export function sampleService(
  handlers: SampleHandlers,
  subscriptions: ServiceSubscriptions = SAMPLE_SUBSCRIPTIONS,
): ServiceDefinition {
  @Module({
    imports: [MessagingModule.forService({ service: SAMPLE, subscriptions })],
    controllers: [SampleConsumer],
    providers: [{ provide: SampleHandlers, useValue: handlers }],
  })
  class SampleModule {}
  return {
    name: SAMPLE,
    configs: [AmqpConfig],
    module: SampleModule,
    beforeListen: attachConsumers,
  };
}

/** An event of the bank as the ingress publishes it. @returns its id */
export function publishEvent(
  broker: TestBroker,
  type: BankEventType,
  data: object,
  options: { readonly headers?: object; readonly id?: string } = {},
): string {
  const id = options.id ?? newId();
  const event = { specversion: '1.0', id, source: 'urn:tbank', type, data };
  broker.publish('bank.events', type, event, { messageId: id, headers: options.headers ?? {} });
  return id;
}
