import { type Transaction } from '@lk/persistence';
import { type ItemMove, type JobItemRepository } from '../../adapters/replays/job-item.repository';
import { type JobRepository } from '../../adapters/replays/job.repository';
import { type ItemResult, type Progress } from '../../domain/replays/job';
import { type LetterStatus } from '../../domain/letter-status';
import { type ChangeLetterStatus } from '../change-letter-status.use-case';

/** What becomes of an item and of its letter. */
export interface Settlement extends ItemMove {
  readonly letterId: string;
  /** Absent: the letter stays as it is. */
  readonly letterTo?: Extract<LetterStatus, 'open' | 'resolved'>;
}

/** Letters and their groups stay locked until the commit, so few at once. */
export const SETTLE_BATCH = 200;

/** Items, the counts of their job, and letters: always in one transaction, so they never disagree. */
export class SettleItems {
  constructor(
    private readonly jobs: JobRepository,
    private readonly items: JobItemRepository,
    private readonly letters: ChangeLetterStatus,
    private readonly now: () => Date,
  ) {}

  /**
   * The caller holds the job. Only the letters of items that were moved follow them: what somebody else
   * decided meanwhile stays.
   * @returns the changes to its counts
   */
  async execute(
    tx: Transaction,
    jobId: string,
    from: readonly ItemResult[],
    settlements: readonly Settlement[],
  ): Promise<Partial<Progress>> {
    const moved = await this.items.move(tx, jobId, from, settlements, this.now());
    await this.jobs.count(tx, jobId, moved.changes);
    const settled = settlements.filter(({ position }) => moved.positions.has(position));
    for (const status of ['open', 'resolved'] as const) {
      const ids = settled.filter(({ letterTo }) => letterTo === status);
      if (ids.length > 0) {
        await this.letters.execute(
          tx,
          ids.map(({ letterId }) => letterId),
          status,
        );
      }
    }
    return moved.changes;
  }

  /**
   * Takes letters for sending. Two jobs may have the same one: who takes it first sends it.
   * @returns the letters that are taken
   */
  async take(
    tx: Transaction,
    jobId: string,
    sending: readonly Settlement[],
  ): Promise<ReadonlySet<string>> {
    const ids = sending.map(({ letterId }) => letterId);
    const { changed } = await this.letters.execute(tx, ids, 'replaying');
    const taken = new Set(changed);
    const moves = sending.map((item) => (taken.has(item.letterId) ? item : notOpen(item)));
    await this.execute(tx, jobId, ['pending'], moves);
    return taken;
  }
}

function notOpen({ position, letterId }: Settlement): Settlement {
  const errorMessage = 'Another job, or a person, was faster';
  return { position, letterId, to: 'skipped', errorCode: 'NOT_OPEN', errorMessage };
}
