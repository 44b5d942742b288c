import { type ServiceSchema } from '@lk/persistence';
import { tbankSchema } from '@lk/tbank-client';
import { dealSchema } from '../apps/deal/src/deal.schema';
import { payoutSchema } from '../apps/payout/src/payout.schema';
import { webhookIngressSchema } from '../apps/webhook-ingress/src/webhook-ingress.schema';

/** Every schema of the system, in the order in which they are migrated. */
export const SCHEMAS: readonly ServiceSchema[] = [
  tbankSchema,
  webhookIngressSchema,
  dealSchema,
  payoutSchema,
];
