import { type ServiceSchema } from '@lk/persistence';
import { tbankSchema } from '@lk/tbank-client';
import { dealSchema } from '../apps/deal/src/deal.schema';
import { notificationSchema } from '../apps/notification/src/notification.schema';
import { opsSchema } from '../apps/ops/src/ops.schema';
import { payoutSchema } from '../apps/payout/src/payout.schema';
import { reconciliationSchema } from '../apps/reconciliation/src/reconciliation.schema';
import { selfEmployedRiskSchema } from '../apps/self-employed-risk/src/self-employed-risk.schema';
import { webhookIngressSchema } from '../apps/webhook-ingress/src/webhook-ingress.schema';

/** Every schema of the system, in the order in which they are migrated. */
export const SCHEMAS: readonly ServiceSchema[] = [
  tbankSchema,
  webhookIngressSchema,
  dealSchema,
  payoutSchema,
  selfEmployedRiskSchema,
  notificationSchema,
  opsSchema,
  reconciliationSchema,
];
