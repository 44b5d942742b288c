import { SUBSCRIPTIONS } from '@lk/contracts';
import { systemClock } from '@lk/kernel';
import { MessagingModule } from '@lk/messaging';
import { EventHandling, OutboxModule } from '@lk/outbox';
import { PersistenceModule, TransactionRunner } from '@lk/persistence';
import { AppLogger, Metrics, ShutdownSequence } from '@lk/platform';
import { Module } from '@nestjs/common';
import { CabinetChannel } from './adapters/cabinet.channel';
import { DeliveryRepository } from './adapters/delivery.repository';
import { EmailChannel } from './adapters/email.channel';
import { NotificationEventsConsumer } from './adapters/notification-events.consumer';
import { NotificationMetrics } from './adapters/notification.metrics';
import { NotificationsController } from './adapters/notifications.controller';
import { DeliveryReport } from './application/delivery-report';
import { Dispatcher, type DeliveryChannel } from './application/dispatcher';
import { Dispatchers } from './application/dispatchers';
import { RequestDelivery } from './application/request-delivery.use-case';
import { RetrySchedule } from './domain/retry-schedule';
import { NotificationConfig } from './notification.config';
import { notificationSchema } from './notification.schema';

const service = 'notification';

@Module({
  imports: [
    PersistenceModule.forService({ service, schema: notificationSchema }),
    MessagingModule.forService({ service, subscriptions: SUBSCRIPTIONS.notification }),
    OutboxModule.forService({ service, schema: notificationSchema.schema }),
  ],
  controllers: [NotificationEventsConsumer, NotificationsController],
  providers: [
    {
      provide: DeliveryRepository,
      inject: [TransactionRunner, NotificationConfig],
      useFactory: (transactions: TransactionRunner, config: NotificationConfig) =>
        new DeliveryRepository(transactions, config.NOTIFICATION_ALERT_WINDOW_SECONDS),
    },
    {
      provide: NotificationMetrics,
      inject: [Metrics, DeliveryRepository],
      useFactory: (metrics: Metrics, repository: DeliveryRepository) =>
        new NotificationMetrics(metrics, () => repository.countPending()),
    },
    {
      provide: Dispatchers,
      inject: [
        NotificationConfig,
        DeliveryRepository,
        NotificationMetrics,
        AppLogger,
        ShutdownSequence,
      ],
      useFactory: makeDispatchers,
    },
    {
      provide: RequestDelivery,
      inject: [EventHandling, DeliveryRepository, Dispatchers, NotificationMetrics],
      useFactory: makeRequestDelivery,
    },
  ],
})
export class NotificationModule {}

/** The channels that the configuration names; it was checked that none is there by half. */
function channelsOf(config: NotificationConfig): DeliveryChannel[] {
  const { NOTIFICATION_TIMEOUT_MS: timeoutMs, NOTIFICATION_WEBHOOK_URL, SMTP_URL } = config;
  const secret = config.NOTIFICATION_WEBHOOK_SECRET ?? '';
  const from = config.NOTIFICATION_EMAIL_FROM ?? '';
  const to = config.NOTIFICATION_SUPPORT_EMAIL ?? '';
  const cabinet = NOTIFICATION_WEBHOOK_URL && { url: NOTIFICATION_WEBHOOK_URL, secret, timeoutMs };
  const email = SMTP_URL && { url: SMTP_URL, from, to, timeoutMs };
  return [
    ...(cabinet ? [new CabinetChannel({ ...cabinet, clock: systemClock })] : []),
    ...(email ? [new EmailChannel(email)] : []),
  ];
}

function makeDispatchers(
  config: NotificationConfig,
  repository: DeliveryRepository,
  metrics: NotificationMetrics,
  logger: AppLogger,
  shutdown: ShutdownSequence,
): Dispatchers {
  const options = {
    concurrency: config.NOTIFICATION_CONCURRENCY,
    pollMs: config.NOTIFICATION_POLL_MS,
    schedule: new RetrySchedule(
      config.NOTIFICATION_RETRY_BASE_MS,
      config.NOTIFICATION_MAX_ATTEMPTS,
    ),
    report: new DeliveryReport(logger, metrics.count.bind(metrics)),
  };
  const ways = channelsOf(config);
  const dispatchers = new Dispatchers(ways.map((way) => new Dispatcher(way, repository, options)));
  shutdown.register('stop-intake', 'dispatchers', () => dispatchers.stopTaking());
  shutdown.register('drain', 'dispatchers', () => dispatchers.drain());
  dispatchers.start();
  return dispatchers;
}

function makeRequestDelivery(
  handling: EventHandling,
  repository: DeliveryRepository,
  dispatchers: Dispatchers,
  metrics: NotificationMetrics,
): RequestDelivery {
  return new RequestDelivery({
    handling,
    store: (tx, notice, deliveries) => repository.store(tx, notice, deliveries),
    configured: dispatchers.channels,
    stored: ({ channel, status }) => {
      if (status === 'recorded') metrics.count(channel, status);
      else dispatchers.wake(channel);
    },
  });
}
