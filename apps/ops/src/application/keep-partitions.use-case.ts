import { type Clock } from '@lk/kernel';
import { type PartitionRepository } from '../adapters/partition.repository';
import { endOfMonth, monthAfter, monthOf } from '../domain/months';

/** Months that stand ready: a process that cannot create any for weeks still stores. */
const AHEAD = 2;
const DAY_MS = 24 * 3_600_000;

/**
 * Creates the partitions of the months to come and drops those past their retention. What is still
 * wanted of an old month is moved into this one before: open letters, and letters that were settled
 * less than the retention ago. So an open letter is never lost, and the drop is a drop of a table.
 */
export class KeepPartitions {
  constructor(
    private readonly partitions: PartitionRepository,
    private readonly retentionDays: number,
    private readonly clock: Clock,
  ) {}

  /** @returns how many letters were dropped */
  async execute(): Promise<number> {
    await this.createAhead();
    const now = this.clock.now();
    const cutoff = new Date(now.getTime() - this.retentionDays * DAY_MS);
    let dropped = 0;
    for (const month of await this.partitions.months()) {
      if (endOfMonth(month) <= cutoff) dropped += await this.drop(month, monthOf(now), cutoff);
    }
    return dropped;
  }

  /** Before anything is stored. */
  async createAhead(): Promise<void> {
    const month = monthOf(this.clock.now());
    for (let ahead = 0; ahead <= AHEAD; ahead += 1) {
      await this.partitions.create(monthAfter(month, ahead));
    }
  }

  private async drop(month: string, current: string, cutoff: Date): Promise<number> {
    for (;;) {
      while ((await this.partitions.moveWanted(month, current, cutoff)) > 0);
      const letters = await this.partitions.drop(month, cutoff);
      if (letters === undefined) continue;
      await this.partitions.forgetIdentities(month);
      return letters;
    }
  }
}
