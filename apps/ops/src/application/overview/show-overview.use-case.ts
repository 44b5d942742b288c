import { type Clock } from '@lk/kernel';
import { type BankStateRepository } from '../../adapters/bank/bank-state.repository';
import { type GroupRepository } from '../../adapters/group.repository';
import { type LetterStatsRepository } from '../../adapters/letter-stats.repository';
import {
  type OverviewView,
  type ReconciliationStateView,
} from '../../adapters/overview/overview.views';
import { type QueueStates } from '../../adapters/overview/queue-states';
import { type RunningJobs } from '../../adapters/overview/running-jobs';
import { type ServiceStates } from '../../adapters/overview/service-states';
import { Gathering } from '../timeline/gathering';

export interface OverviewParts {
  readonly services: ServiceStates;
  readonly queues: QueueStates;
  readonly letters: LetterStatsRepository;
  readonly groups: GroupRepository;
  readonly bank: BankStateRepository;
  readonly jobs: RunningJobs;
  readonly reconciliation: () => Promise<ReconciliationStateView | null>;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

const TOP_GROUPS = 5;

/** The system on one page. A part that does not answer in time is left empty, and holds up nothing. */
export class ShowOverview {
  constructor(private readonly parts: OverviewParts) {}

  async execute(): Promise<OverviewView> {
    const { services, queues, letters, groups, bank, jobs, reconciliation } = this.parts;
    const ask = <T>(name: string, question: () => Promise<T>): Promise<T | undefined> =>
      new Gathering(this.parts.timeoutMs).ask(name, question);
    const [states, lengths, stats, top, breaker, limits, certificates, running, drift] =
      await Promise.all([
        ask('services', () => services.read()),
        ask('queues', () => queues.read()),
        ask('dead letters', () => letters.read()),
        ask('groups', () => groups.list('cause', TOP_GROUPS, false)),
        ask('breaker', () => bank.breaker()),
        ask('limits', () => bank.limits()),
        ask('certificates', () => bank.certificates()),
        ask('jobs', () => jobs.list()),
        ask('reconciliation', reconciliation),
      ]);
    const [ending] = certificates ?? [];
    return {
      at: this.parts.clock.now(),
      services: states ?? [],
      queues: lengths ?? [],
      deadLetters: stats ?? null,
      groups: top ?? [],
      breaker: breaker ?? null,
      limits: limits ?? null,
      certificate: ending ? { daysLeft: ending.daysLeft } : null,
      jobs: running ?? [],
      reconciliation: drift ?? null,
    };
  }
}
