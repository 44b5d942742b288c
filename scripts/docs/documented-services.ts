import { type ServiceDefinition } from '@lk/platform';
import { deal } from '../../apps/deal/src/deal.service';
import { notification } from '../../apps/notification/src/notification.service';
import { ops } from '../../apps/ops/src/ops.service';
import { payout } from '../../apps/payout/src/payout.service';
import { reconciliation } from '../../apps/reconciliation/src/reconciliation.service';
import { selfEmployedRisk } from '../../apps/self-employed-risk/src/self-employed-risk.service';
import { webhookIngress } from '../../apps/webhook-ingress/src/webhook-ingress.service';

/** The services in docs/openapi.yaml. A new one is a new row here. */
export const DOCUMENTED_SERVICES: readonly ServiceDefinition[] = [
  ops,
  webhookIngress,
  deal,
  payout,
  selfEmployedRisk,
  notification,
  reconciliation,
];
