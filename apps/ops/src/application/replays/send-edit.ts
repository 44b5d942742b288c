import { type Clock } from '@lk/kernel';
import { ConflictException, ServiceUnavailableException } from '@nestjs/common';
import {
  type Edit,
  type EditRepository,
  type EditState,
} from '../../adapters/replays/edit.repository';
import { type ReplayMessage, type ReplayPublisher } from '../../adapters/replays/replay.publisher';
import { type ChangeLetterStatus } from '../change-letter-status.use-case';
import { type Audited } from './audited';
import { lockedEdit } from './decide-edit.use-case';

/** A try that is written down: the edit is `sending`, its letter `replaying`. */
export interface EditTry {
  readonly edit: Edit;
  readonly message: ReplayMessage;
  /** Before the try; `sending`: an earlier one may have sent the copy already. */
  readonly former: EditState;
  readonly by: string;
  readonly at: Date;
}

/** Publishes an edited copy, and writes down what the broker said. */
export class SendEdit {
  constructor(
    private readonly audited: Audited,
    private readonly edits: EditRepository,
    private readonly changing: ChangeLetterStatus,
    private readonly publisher: ReplayPublisher,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws ConflictException when the copy was not sent
   * @throws ServiceUnavailableException when nobody knows whether it was
   */
  async execute(attempt: EditTry): Promise<Edit> {
    const outcome = await this.publisher.publish(attempt.message).catch(() => undefined);
    if (outcome === 'confirmed') return this.sent(attempt);
    if (outcome === 'unroutable' && (await this.takeBack(attempt))) {
      throw new ConflictException(
        'The broker has no queue for the message: nothing was sent, the edit is as it was before',
      );
    }
    throw new ServiceUnavailableException(
      'The broker has not taken the message: it is sent again by itself, or try again',
    );
  }

  private sent({ edit: { id, letterId }, by }: EditTry): Promise<Edit> {
    return this.audited.transact(async (tx) => {
      const edit = await lockedEdit(this.edits, tx, id, ['sending', 'sent']);
      const sentAt = this.clock.now();
      await this.edits.send(tx, id, 'sent', by, sentAt);
      await this.changing.execute(tx, [letterId], 'resolved');
      return { ...edit, state: 'sent', sentBy: by, sentAt };
    });
  }

  /** Only when surely no copy is on its way: neither of an earlier try, nor of one that began since. */
  private async takeBack({ edit: { id, letterId }, former, at }: EditTry): Promise<boolean> {
    if (former === 'sending') return false;
    return this.audited.transact(async (tx) => {
      const edit = await this.edits.lock(tx, id);
      if (edit?.state !== 'sending' || edit.sentAt?.getTime() !== at.getTime()) return false;
      await this.edits.takeBack(tx, id, former);
      await this.changing.execute(tx, [letterId], 'open');
      return true;
    });
  }
}
