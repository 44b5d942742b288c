import { webhookIngressSchema } from '../apps/webhook-ingress/src/webhook-ingress.schema';
import { type ServiceSchema } from '@lk/persistence';

/** Every schema of the system, in the order in which they are migrated. */
export const SCHEMAS: readonly ServiceSchema[] = [webhookIngressSchema];
