import { type Clock } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { type LetterRepository } from '../adapters/letter.repository';
import { type RollupRepository } from '../adapters/rollup.repository';
import { type StoredLetter } from '../domain/dead-letter';
import { type LetterStatus, mayBecome } from '../domain/letter-status';
import { RollupChanges } from '../domain/rollup-changes';

/** Ids that changed, and ids that are unknown or may not change so: they are left as they are. */
export interface StatusChange {
  readonly changed: readonly string[];
  readonly refused: readonly string[];
}

/**
 * Moves letters to another status, with all rollups, in the transaction of the caller, who writes
 * there also why: a job's result, an audit record. At most some hundred letters at once: they and
 * their groups stay locked until the commit.
 */
export class ChangeLetterStatus {
  constructor(
    private readonly letters: LetterRepository,
    private readonly rollups: RollupRepository,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Transaction, ids: readonly string[], to: LetterStatus): Promise<StatusChange> {
    const now = this.clock.now();
    const locked = await this.letters.lock(tx, ids);
    const held = to === 'open' ? await this.heldBack(tx, locked) : new Set<string>();
    const moving = locked.filter(({ id, status }) => mayBecome(status, to) && !held.has(id));
    const changes = new RollupChanges();
    for (const letter of moving) {
      changes.went(letter);
      changes.came({ ...letter, status: to });
    }
    const changed = moving.map(({ id }) => id);
    if (changed.length > 0) {
      await this.letters.setStatus(tx, changed, to, now);
      await this.rollups.apply(tx, changes, now);
    }
    const done = new Set(changed);
    return { changed, refused: ids.filter((id) => !done.has(id.toLowerCase())) };
  }

  /**
   * A letter may have been sent by a second job, or as an edit, before the first one knew what became of
   * its message. It opens only when the last of them is decided: an open one may be sent again.
   */
  private async heldBack(
    tx: Transaction,
    letters: readonly StoredLetter[],
  ): Promise<ReadonlySet<string>> {
    const replaying = letters.filter(({ status }) => status === 'replaying').map(({ id }) => id);
    return replaying.length > 0 ? this.letters.onTheirWay(tx, replaying) : new Set();
  }
}
