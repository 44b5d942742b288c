import { type Clock } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import {
  ConflictException,
  ServiceUnavailableException,
  UnprocessableEntityException,
} from '@nestjs/common';
import { type Principal } from '../../access/principal';
import { type Edit, type EditRepository } from '../../adapters/replays/edit.repository';
import { type ChangeLetterStatus } from '../change-letter-status.use-case';
import { type Audited } from './audited';
import { lockedEdit } from './decide-edit.use-case';
import { type EditCopies, messageOf } from './edit-copies';
import { type JudgedLetter } from './judge-letters';
import { type SendEdit } from './send-edit';

/**
 * Sends the edited copy: a new message with an id of its own, which is the same at every try, so that
 * a try that was interrupted is repeated without harm: the inbox of the owner knows it. The original is
 * kept and counts as resolved; it may not have taken effect, or the copy would take it a second time.
 */
export class ReplayEdit {
  constructor(
    private readonly audited: Audited,
    private readonly edits: EditRepository,
    private readonly copies: EditCopies,
    private readonly changing: ChangeLetterStatus,
    private readonly sending: SendEdit,
    private readonly clock: Clock,
  ) {}

  async execute(actor: Principal, id: string, reason: string): Promise<Edit> {
    const copy = await this.copies.get(id);
    const { letterId, messageId } = copy.edit;
    const details = { letterId, messageId };
    const entry = { actor, action: 'edit.replay', subject: `edit:${id}`, reason, details };
    const attempt = await this.audited.run(entry, async (tx) => {
      const edit = await lockedEdit(this.edits, tx, id, ['ready', 'approved', 'sending']);
      // Once more after an interruption: the copy may have been sent, and has the same id.
      if (edit.state !== 'sending') {
        demandSafe(copy.letter);
        await this.take(tx, letterId);
      }
      const message = messageOf(copy);
      const [by, at] = [actor.name, this.clock.now()];
      await this.edits.send(tx, id, 'sending', by, at);
      return { edit, message, former: edit.state, by, at };
    });
    return this.sending.execute(attempt);
  }

  /** No job may replay the original while its copy is on its way. */
  private async take(tx: Transaction, letterId: string): Promise<void> {
    const { changed } = await this.changing.execute(tx, [letterId], 'replaying');
    if (changed.length === 0) throw new ConflictException('The letter is not open any more');
  }
}

/** A command that was rejected for good did nothing: mending it is what an edit is for. */
function demandSafe({ judgement: { verdict, code }, facts, target }: JudgedLetter): void {
  switch (verdict) {
    case 'replay':
      return;
    case 'not-replayable':
      if (code === 'BAD_ID') {
        throw new UnprocessableEntityException(
          'The id of the original is too long or no text: no owner says whether it took effect',
        );
      }
      if (target) return;
      throw new UnprocessableEntityException('No service reads messages of this type');
    case 'not-open':
      throw new ConflictException(`The letter is ${facts.status}`);
    case 'already-done':
      throw new UnprocessableEntityException(
        'The original took effect: the copy would be a second',
      );
    case 'outcome-unknown':
      throw new UnprocessableEntityException(
        'The bank may have carried out the original: find out first (runbook unknown-outcome)',
      );
    case 'owner-silent':
      throw new ServiceUnavailableException(
        'The owner does not say whether the original took effect',
      );
    case 'unreadable':
      throw new UnprocessableEntityException('The original cannot be read');
  }
}
