import { AmqpConfig } from '@lk/messaging';
import { DatabaseConfig } from '@lk/persistence';
import { InternalApiConfig, type ServiceDefinition } from '@lk/platform';
import { WebhookRoute } from './adapters/webhook.route';
import { WebhookIngressConfig } from './webhook-ingress.config';
import { WebhookIngressModule } from './webhook-ingress.module';

/** Proves webhooks, stores them, publishes them. Knows no business rule. */
export const webhookIngress: ServiceDefinition = {
  name: 'webhook-ingress',
  configs: [DatabaseConfig, AmqpConfig, InternalApiConfig, WebhookIngressConfig],
  module: WebhookIngressModule,
  beforeListen: (app) => app.get(WebhookRoute).register(app.getHttpAdapter().getInstance()),
};
