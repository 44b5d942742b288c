import { type HealthChecks, type Metrics } from '@lk/platform';
import { type Owner } from '../owners/owner';
import { type ServiceStateView } from './overview.views';

const LAG = 'outbox_lag_seconds';

interface HealthAnswer {
  readonly error?: Readonly<Record<string, { readonly message?: string }>>;
}

/** How the services are, as their own health checks and metrics say. */
export class ServiceStates {
  constructor(
    private readonly owners: readonly Owner[],
    private readonly own: {
      readonly name: string;
      readonly health: HealthChecks;
      readonly metrics: Metrics;
    },
  ) {}

  read(): Promise<ServiceStateView[]> {
    return Promise.all([...this.owners.map((owner) => this.state(owner)), this.ownState()]);
  }

  /** Never rejects: a service that does not answer is a state, too. */
  private async state(owner: Owner): Promise<ServiceStateView> {
    const [problems, outboxLagSeconds] = await Promise.all([
      problemsOf(owner).catch(() => ['does not answer']),
      lagOf(owner).catch(() => null),
    ]);
    return { name: owner.name, ready: problems.length === 0, problems, outboxLagSeconds };
  }

  private async ownState(): Promise<ServiceStateView> {
    const { name, health, metrics } = this.own;
    const checks = health.of('ready').map(async ([check, run]) => {
      const failed = (error: unknown) => `${check}: ${(error as Error).message}`;
      return Promise.resolve()
        .then(run)
        .then(() => undefined, failed);
    });
    const problems = (await Promise.all(checks)).filter((problem) => problem !== undefined);
    const text = await metrics.registry.getSingleMetricAsString(LAG).catch(() => '');
    return { name, ready: problems.length === 0, problems, outboxLagSeconds: readLag(text) };
  }
}

async function problemsOf(owner: Owner): Promise<string[]> {
  const { status, body } = await owner.raw('GET', '/health/ready');
  if (status === 200) return [];
  const { error = {} } = JSON.parse(body.toString()) as HealthAnswer;
  const problems = Object.entries(error).map(([name, { message }]) =>
    message === undefined ? name : `${name}: ${message}`,
  );
  return problems.length > 0 ? problems : [`answered ${status}`];
}

async function lagOf(owner: Owner): Promise<number | null> {
  const { body } = await owner.raw('GET', '/metrics');
  return readLag(body.toString());
}

/** The figure in the text of Prometheus; null when there is none. */
export function readLag(metrics: string): number | null {
  const found = new RegExp(`^${LAG}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(metrics);
  const value = Number(found?.[1]);
  return found && Number.isFinite(value) ? value : null;
}
