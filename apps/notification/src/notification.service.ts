import { AmqpConfig, attachConsumers } from '@lk/messaging';
import { RetentionConfig } from '@lk/outbox';
import { DatabaseConfig } from '@lk/persistence';
import { InternalApiConfig, type ServiceDefinition } from '@lk/platform';
import { NotificationConfig } from './notification.config';
import { NotificationModule } from './notification.module';

/** Tells participants (through the cabinet) and support (also by e-mail) what they asked to know. */
export const notification: ServiceDefinition = {
  name: 'notification',
  configs: [DatabaseConfig, AmqpConfig, RetentionConfig, InternalApiConfig, NotificationConfig],
  module: NotificationModule,
  beforeListen: attachConsumers,
};
