import { DatabaseConfig, TransactionRunner } from '@lk/persistence';
import { AlertSender, AppLogger, Metrics, ShutdownSequence } from '@lk/platform';
import { MessagePublisher } from '@lk/messaging';
import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { CommandHandling, ServiceName } from './command-handling';
import { CommandLocks } from './command-locks';
import { CommandLog } from './command-log';
import { CommandsController } from './commands.controller';
import { DomainEvents } from './domain-events';
import { EventHandling } from './event-handling';
import { HandledMessages } from './handled-messages';
import { HandledMessagesController } from './handled-messages.controller';
import { Inbox } from './inbox';
import { Outbox } from './outbox';
import { OutboxAlerts } from './outbox-alerts';
import { OutboxListener } from './outbox-listener';
import { OutboxMetrics } from './outbox-metrics';
import { OutboxRelay } from './outbox-relay';
import { InboxPurge, RetentionConfig } from './retention';

export interface OutboxOptions {
  readonly service: string;
  /** The schema that has the outbox table. */
  readonly schema: string;
  /** False for a service that only sends. */
  readonly inbox?: boolean;
}

/** Sending with the transaction (outbox) and, for services that consume, receiving once (inbox). */
@Global()
@Module({})
export class OutboxModule {
  static forService(options: OutboxOptions): DynamicModule {
    const receives = options.inbox !== false;
    const providers = [...sending(options), ...(receives ? receiving(options) : [])];
    return {
      module: OutboxModule,
      controllers: receives ? [HandledMessagesController, CommandsController] : [],
      providers,
      exports: providers.map((p) => (typeof p === 'function' ? p : p.provide)),
    };
  }
}

function sending({ service, schema }: OutboxOptions): Provider[] {
  return [
    { provide: ServiceName, useValue: new ServiceName(service) },
    Outbox,
    DomainEvents,
    { provide: AlertSender, useClass: OutboxAlerts },
    {
      provide: OutboxListener,
      inject: [DatabaseConfig],
      useFactory: (config: DatabaseConfig) => new OutboxListener(config.DATABASE_URL, schema),
    },
    {
      provide: OutboxRelay,
      inject: [
        OutboxListener,
        TransactionRunner,
        MessagePublisher,
        Metrics,
        AppLogger,
        ShutdownSequence,
      ],
      useFactory: (
        listener: OutboxListener,
        transactions: TransactionRunner,
        publisher: MessagePublisher,
        metrics: Metrics,
        logger: AppLogger,
        shutdown: ShutdownSequence,
      ) => {
        const counters = new OutboxMetrics(metrics, transactions);
        const relay = new OutboxRelay(service, transactions, publisher, listener, counters, logger);
        listener.start();
        relay.start();
        shutdown.register('flush', 'outbox relay', async () => {
          await relay.stop();
          await listener.stop();
        });
        return relay;
      },
    },
  ];
}

function receiving({ schema }: OutboxOptions): Provider[] {
  return [
    Inbox,
    CommandLog,
    HandledMessages,
    EventHandling,
    CommandHandling,
    {
      provide: CommandLocks,
      inject: [DatabaseConfig, ShutdownSequence],
      useFactory: (config: DatabaseConfig, shutdown: ShutdownSequence) => {
        const locks = new CommandLocks(config.DATABASE_URL, schema);
        shutdown.register('close', 'command locks', () => locks.close());
        return locks;
      },
    },
    {
      provide: InboxPurge,
      inject: [TransactionRunner, RetentionConfig, ShutdownSequence],
      useFactory: (
        transactions: TransactionRunner,
        config: RetentionConfig,
        shutdown: ShutdownSequence,
      ) => {
        const purge = new InboxPurge(transactions, config.INBOX_RETENTION_DAYS);
        purge.start();
        shutdown.register('stop-intake', 'inbox purge', () => purge.stop());
        return purge;
      },
    },
  ];
}
