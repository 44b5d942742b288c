import { type Clock } from '@lk/kernel';
import { type EditRepository } from '../../adapters/replays/edit.repository';
import { type Audited } from './audited';
import { type EditCopies, messageOf } from './edit-copies';
import { type EditTry, type SendEdit } from './send-edit';

/** Longer than any try takes: the broker's confirm is awaited for seconds. */
const LATE_MS = 2 * 60_000;

/**
 * Edits whose try was interrupted: nobody knows whether the copy was sent, and its letter waits for it.
 * The copy has the same id at every try, so that it is sent again without harm. The decision to send it
 * is on record already.
 */
export class RepeatEdits {
  constructor(
    private readonly audited: Audited,
    private readonly edits: EditRepository,
    private readonly copies: EditCopies,
    private readonly sending: SendEdit,
    private readonly clock: Clock,
  ) {}

  /** @throws the first failure, after all were tried */
  async execute(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - LATE_MS);
    const failures: unknown[] = [];
    for (const id of await this.edits.sendingSince(before)) {
      await this.repeat(id, before).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  private async repeat(id: string, before: Date): Promise<void> {
    const copy = await this.copies.get(id);
    const message = messageOf(copy);
    const attempt = await this.audited.transact(async (tx): Promise<EditTry | undefined> => {
      const edit = await this.edits.lock(tx, id);
      // Sent meanwhile, or another process, or a person, has begun a try.
      if (edit?.state !== 'sending' || !edit.sentAt || edit.sentAt > before) return undefined;
      const [by, at] = [edit.sentBy ?? edit.createdBy, this.clock.now()];
      await this.edits.send(tx, id, 'sending', by, at);
      return { edit, message, former: 'sending', by, at };
    });
    if (attempt) await this.sending.execute(attempt);
  }
}
