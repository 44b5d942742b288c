import { type BreakerView, type LimitView } from '../bank/bank.views';
import { type GroupView } from '../group.repository';
import { type LetterStatsView } from '../letter-stats.repository';
import { type JobView } from '../replays/job.views';

export class ServiceStateView {
  readonly name!: string;
  readonly ready!: boolean;
  /** What is wrong, as its health check says, or that it does not answer. */
  readonly problems!: readonly string[];
  /** Age of the oldest message not yet sent; null when it cannot be known. */
  readonly outboxLagSeconds!: number | null;
}

export class QueueStateView {
  readonly queue!: string;
  /** Messages that wait; null when the broker cannot be asked, or where only dead letters are kept. */
  readonly ready!: number | null;
  readonly consumers!: number | null;
  /** Not taken yet. */
  readonly deadLettersAtBroker!: number | null;
  readonly deadLettersOpen!: number;
}

export class ReconciliationStateView {
  readonly lastRunAt!: string | null;
  readonly driftOpen!: number;
  readonly green!: boolean;
}

export class CertificateStateView {
  /** Until the first of the certificates ends. */
  readonly daysLeft!: number;
}

/** The system on one page. */
export class OverviewView {
  readonly at!: Date;
  readonly services!: readonly ServiceStateView[];
  readonly queues!: readonly QueueStateView[];
  readonly deadLetters!: LetterStatsView | null;
  /** The five with the most open letters. */
  readonly groups!: readonly GroupView[];
  readonly breaker!: BreakerView | null;
  readonly limits!: readonly LimitView[] | null;
  /** Null: no service uses a certificate, or nobody knows. */
  readonly certificate!: CertificateStateView | null;
  /** Running and paused ones. */
  readonly jobs!: readonly JobView[];
  /** Null where reconciliation does not run or does not answer. */
  readonly reconciliation!: ReconciliationStateView | null;
}
