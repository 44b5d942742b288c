/** One service of the system as this machine runs it. A new service is a new row here. */
export interface ServiceDefinition {
  readonly name: string;
  /** The folder in apps/. */
  readonly app: string;
  /** The variable that carries its address, to the other services and to .stack/env. */
  readonly urlVariable: string;
  /** Services of a lower stage are started later and stopped earlier. */
  readonly stage: 'bank' | 'core' | 'edge';
}

/** Stage by stage: the bank is there before those who call it, the edge closes first at a stop. */
export const STAGES: readonly ServiceDefinition['stage'][] = ['bank', 'core', 'edge'];

/** The services, in the order in which they are shown. */
export const SERVICES: readonly ServiceDefinition[] = [
  service('webhook-ingress', 'INGRESS_URL', 'edge'),
  service('deal', 'DEAL_URL', 'core'),
  service('payout', 'PAYOUT_URL', 'core'),
  service('self-employed-risk', 'SELF_EMPLOYED_URL', 'core'),
  service('notification', 'NOTIFICATION_URL', 'core'),
  service('reconciliation', 'RECONCILIATION_URL', 'core'),
  service('ops', 'OPS_URL', 'core'),
  service('bank-simulator', 'BANK_URL', 'bank'),
];

function service(
  name: string,
  urlVariable: string,
  stage: ServiceDefinition['stage'],
): ServiceDefinition {
  return { name, app: name, urlVariable, stage };
}

/** The service of that name; throws with the list of names. */
export function getService(name: string): ServiceDefinition {
  const found = SERVICES.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = SERVICES.map((candidate) => candidate.name).join(', ');
  throw new Error(`There is no service "${name}". The services are: ${names}.`);
}

/** One process to run: `deal` is the first copy of deal, `deal-2` the second. */
export interface InstanceName {
  readonly name: string;
  readonly service: string;
}

/** One process of a system, as it was first started: a restart takes the same port. */
export interface InstanceState extends InstanceName {
  readonly port: number;
}

/** The processes of a system where some services have several copies. */
export function instancesOf(scale: Readonly<Record<string, number>>): InstanceName[] {
  Object.keys(scale).forEach(getService);
  return SERVICES.flatMap(({ name }) =>
    Array.from({ length: scale[name] ?? 1 }, (_, index) => ({
      name: index === 0 ? name : `${name}-${index + 1}`,
      service: name,
    })),
  );
}
