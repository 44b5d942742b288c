import { type AppLogger } from '@lk/platform';
import { type KeepPartitions } from './keep-partitions.use-case';
import { type RaiseGroupAlerts } from './raise-group-alerts.use-case';
import { Repeating } from './repeating';

/** Often enough that a month begins with its partition, seldom enough to cost nothing. */
const PARTITIONS_EVERY_MS = 3_600_000;

/** What the service does by itself beside taking letters: partitions, retention, alerts. */
export class OpsUpkeep {
  private readonly retention: Repeating;
  private readonly alerts: Repeating;

  constructor(
    private readonly partitions: KeepPartitions,
    alerts: RaiseGroupAlerts,
    alertPollMs: number,
    private readonly logger: AppLogger,
  ) {
    this.retention = new Repeating(() => this.clear(), PARTITIONS_EVERY_MS, this.report);
    this.alerts = new Repeating(() => alerts.execute(), alertPollMs, this.report);
  }

  /** @throws AppError when the month has no partition and none can be made: nothing could be stored */
  async start(): Promise<void> {
    await this.partitions.createAhead();
    this.retention.start();
    this.alerts.start();
  }

  /** Letters came: groups may have appeared or grown. */
  lettersCame(): void {
    this.alerts.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([this.retention.stop(), this.alerts.stop()]);
  }

  private async clear(): Promise<void> {
    const count = await this.partitions.execute();
    if (count > 0) this.logger.info('dead letters past their retention dropped', { count });
  }

  private readonly report = (error: unknown): void => {
    this.logger.warn(error instanceof Error ? error : 'upkeep failed', { component: 'upkeep' });
  };
}
