import { type OverviewView } from '../../api/types';

const CERTIFICATE_WARNING_DAYS = 14;
/** The relay sends within a second; half a minute is the broker's or the database's trouble. */
const LAG_WARNING_SECONDS = 30;

export type Trouble =
  | { readonly kind: 'serviceDown'; readonly name: string; readonly text: string }
  | { readonly kind: 'outboxLag'; readonly name: string; readonly seconds: number }
  | { readonly kind: 'noConsumer'; readonly name: string; readonly ready: number }
  | { readonly kind: 'breaker'; readonly state: string }
  | { readonly kind: 'certificate'; readonly days: number }
  | { readonly kind: 'letters'; readonly count: number; readonly groups: number }
  | { readonly kind: 'drift'; readonly count: number };

/** Everything on the overview that a person should look at, the worst first. */
export function troublesOf(view: OverviewView): Trouble[] {
  const { services, queues, breaker, certificate, deadLetters, reconciliation } = view;
  const troubles: Trouble[] = [];
  for (const { name, ready, problems, outboxLagSeconds: seconds } of services) {
    if (!ready) troubles.push({ kind: 'serviceDown', name, text: problems.join('; ') });
    if (seconds !== null && seconds >= LAG_WARNING_SECONDS) {
      troubles.push({ kind: 'outboxLag', name, seconds });
    }
  }
  for (const { queue: name, consumers, ready } of queues) {
    if (consumers === 0) troubles.push({ kind: 'noConsumer', name, ready: ready ?? 0 });
  }
  if (breaker && breaker.state !== 'closed')
    troubles.push({ kind: 'breaker', state: breaker.state });
  if (certificate && certificate.daysLeft < CERTIFICATE_WARNING_DAYS) {
    troubles.push({ kind: 'certificate', days: Math.floor(certificate.daysLeft) });
  }
  if (deadLetters && deadLetters.open > 0) {
    troubles.push({ kind: 'letters', count: deadLetters.open, groups: deadLetters.groups });
  }
  if (reconciliation && !reconciliation.green) {
    troubles.push({ kind: 'drift', count: reconciliation.driftOpen });
  }
  return troubles;
}
