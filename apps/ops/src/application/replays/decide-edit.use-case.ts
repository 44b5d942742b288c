import { type Clock } from '@lk/kernel';
import { type Transaction } from '@lk/persistence';
import { ConflictException, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { isSamePerson } from '../../access/people';
import { type Principal } from '../../access/principal';
import {
  type Edit,
  type EditRepository,
  type EditState,
} from '../../adapters/replays/edit.repository';
import { type Audited } from './audited';

/** A second person says yes or no to an edit that touches money. */
export class DecideEdit {
  constructor(
    private readonly audited: Audited,
    private readonly edits: EditRepository,
    private readonly clock: Clock,
  ) {}

  approve(actor: Principal, id: string, reason: string): Promise<Edit> {
    return this.decide(actor, id, 'approved', reason);
  }

  reject(actor: Principal, id: string, reason: string): Promise<Edit> {
    return this.decide(actor, id, 'rejected', reason);
  }

  private async decide(
    actor: Principal,
    id: string,
    to: 'approved' | 'rejected',
    reason: string,
  ): Promise<Edit> {
    const known = await this.edits.find(id);
    if (!known) throw new NotFoundException('There is no such edit');
    const action = to === 'approved' ? 'edit.approve' : 'edit.reject';
    const details = { letterId: known.letterId };
    const entry = { actor, action, subject: `edit:${id}`, reason, details };
    return this.audited.run(entry, async (tx) => {
      const edit = await lockedEdit(this.edits, tx, id, ['awaiting-approval']);
      const author = { id: edit.createdById, name: edit.createdBy };
      if (to === 'approved' && isSamePerson(actor, author)) {
        throw new UnprocessableEntityException('Somebody else than who wrote it must approve');
      }
      await this.edits.decide(tx, id, to, actor.name, this.clock.now());
      return { ...edit, state: to, decidedBy: actor.name, decidedAt: this.clock.now() };
    });
  }
}

/** @throws ConflictException when it is in none of the given states */
export async function lockedEdit(
  edits: EditRepository,
  tx: Transaction,
  id: string,
  states: readonly EditState[],
): Promise<Edit> {
  const edit = await edits.lock(tx, id);
  if (!edit) throw new NotFoundException('There is no such edit');
  if (!states.includes(edit.state)) throw new ConflictException(`The edit is ${edit.state}`);
  return edit;
}
