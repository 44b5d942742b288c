import { type ServiceSchema } from '@lk/persistence';
import { CreateBankEvents1700000000001 } from './migrations/1700000000001-create-bank-events';
import { EventReferences1700000000002 } from './migrations/1700000000002-event-references';

export const webhookIngressSchema: ServiceSchema = {
  schema: 'webhook_ingress',
  role: 'lk_webhook_ingress',
  migrations: [CreateBankEvents1700000000001, EventReferences1700000000002],
};
