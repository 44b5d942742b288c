import { webhooksStopped, type WebhookCounts } from './brake';
import { type Finding, type Scope } from './finding';

/** That events come far under what is seen of changes; undefined while they come. */
export function webhooksFinding(scope: Scope, counts: WebhookCounts): Finding | undefined {
  if (!webhooksStopped(counts)) return undefined;
  return {
    class: 'webhooks-stopped',
    kind: 'system',
    subjectId: `webhooks:${scope}`,
    aspect: 'rate',
    ours: { told: counts.told },
    bank: { changed: counts.told + counts.missed },
  };
}
