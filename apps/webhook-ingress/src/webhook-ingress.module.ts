import { systemClock } from '@lk/kernel';
import { MessagingModule } from '@lk/messaging';
import { Outbox, OutboxListener, OutboxModule } from '@lk/outbox';
import { PersistenceModule, TransactionRunner } from '@lk/persistence';
import { AppLogger, InternalApiConfig, Metrics, ShutdownSequence } from '@lk/platform';
import { Module } from '@nestjs/common';
import { EventLogRepository } from './adapters/event-log.repository';
import { EventLogController } from './adapters/event-log.controller';
import { WebhookMetrics } from './adapters/webhook.metrics';
import { WebhookRepository } from './adapters/webhook.repository';
import { WebhookRoute } from './adapters/webhook.route';
import { GroupCommit } from './application/group-commit';
import { ReceiveWebhook } from './application/receive-webhook.use-case';
import { RedeliverEvent } from './application/redeliver-event.use-case';
import { type ReceivedWebhook, type StoredAs } from './domain/received-webhook';
import { SignatureVerifier } from './domain/signature';
import { WebhookIngressConfig } from './webhook-ingress.config';
import { webhookIngressSchema } from './webhook-ingress.schema';

const service = 'webhook-ingress';

@Module({
  imports: [
    PersistenceModule.forService({ service, schema: webhookIngressSchema }),
    MessagingModule.forService({ service }),
    OutboxModule.forService({ service, schema: webhookIngressSchema.schema, inbox: false }),
  ],
  controllers: [EventLogController],
  providers: [
    {
      provide: EventLogRepository,
      inject: [TransactionRunner],
      useFactory: (transactions: TransactionRunner) => new EventLogRepository(transactions),
    },
    {
      provide: RedeliverEvent,
      inject: [TransactionRunner, EventLogRepository, Outbox],
      useFactory: (transactions: TransactionRunner, log: EventLogRepository, outbox: Outbox) =>
        new RedeliverEvent(transactions, log, outbox),
    },
    {
      provide: WebhookRepository,
      inject: [TransactionRunner, OutboxListener],
      useFactory: (transactions: TransactionRunner, listener: OutboxListener) =>
        new WebhookRepository(transactions, () => listener.wake()),
    },
    {
      provide: GroupCommit,
      inject: [WebhookRepository, WebhookIngressConfig, ShutdownSequence],
      useFactory: (
        repository: WebhookRepository,
        config: WebhookIngressConfig,
        shutdown: ShutdownSequence,
      ) => {
        const group = new GroupCommit<ReceivedWebhook, StoredAs>(
          (items) => repository.store(items),
          {
            maxRows: config.GROUP_COMMIT_MAX_ROWS,
            maxWaitMs: config.GROUP_COMMIT_MAX_WAIT_MS,
            maxWaiting: config.GROUP_COMMIT_MAX_WAITING,
          },
        );
        shutdown.register('drain', 'group commit', () => group.drain());
        return group;
      },
    },
    {
      provide: WebhookRoute,
      inject: [GroupCommit, WebhookIngressConfig, InternalApiConfig, Metrics, AppLogger],
      useFactory: (
        group: GroupCommit<ReceivedWebhook, StoredAs>,
        config: WebhookIngressConfig,
        { INTERNAL_API_TOKEN: personKey }: InternalApiConfig,
        metrics: Metrics,
        logger: AppLogger,
      ) =>
        new WebhookRoute({
          receive: new ReceiveWebhook(
            new SignatureVerifier(config.secrets),
            (webhook) => group.add(webhook),
            systemClock,
            personKey,
          ),
          metrics: new WebhookMetrics(metrics),
          logger,
          signatureHeader: config.TBANK_SIGNATURE_HEADER,
          maxBodyBytes: config.WEBHOOK_MAX_BODY_BYTES,
        }),
    },
  ],
})
export class WebhookIngressModule {}
