import { AppLogger, IntakeGate, Metrics, ShutdownSequence } from '@lk/platform';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AmqpConfig } from './amqp.config';
import { AmqpConsumerServer } from './consuming/amqp-consumer.server';
import { makeGauge, makePublisher, makeServer, type MessagingOptions } from './messaging.providers';
import { DeadLetterGauge } from './monitoring/dead-letter-gauge';
import { ConfirmedPublisher } from './publishing/confirmed-publisher';
import { MessagePublisher } from './publishing/message-publisher';
import { TopologyNames } from './topology/topology-names';

/** Publishing, and consuming when there are subscriptions; declares the topology at each connect. */
@Global()
@Module({})
export class MessagingModule {
  static forService(options: MessagingOptions): DynamicModule {
    const providers = [
      {
        provide: TopologyNames,
        inject: [AmqpConfig],
        useFactory: (config: AmqpConfig) => new TopologyNames(config.AMQP_NAMESPACE),
      },
      {
        provide: ConfirmedPublisher,
        inject: [AmqpConfig, AppLogger, TopologyNames, ShutdownSequence],
        useFactory: makePublisher(options),
      },
      {
        provide: MessagePublisher,
        inject: [ConfirmedPublisher, TopologyNames],
        useFactory: (publisher: ConfirmedPublisher, names: TopologyNames) =>
          new MessagePublisher(publisher, names),
      },
      {
        provide: AmqpConsumerServer,
        inject: [
          AmqpConfig,
          AppLogger,
          Metrics,
          TopologyNames,
          ConfirmedPublisher,
          MessagePublisher,
          ShutdownSequence,
          IntakeGate,
        ],
        useFactory: makeServer(options),
      },
      {
        provide: DeadLetterGauge,
        inject: [AmqpConfig, AppLogger, Metrics, TopologyNames, ShutdownSequence],
        useFactory: makeGauge(options),
      },
    ];
    return {
      module: MessagingModule,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
