import { type Clock, deterministicId, isJsonObject, type JsonObject, newId } from '@lk/kernel';
import { ConflictException, NotFoundException, UnprocessableEntityException } from '@nestjs/common';
import { type Principal } from '../../access/principal';
import { type BodyRepository } from '../../adapters/body.repository';
import {
  type Edit,
  type EditRepository,
  type EditState,
} from '../../adapters/replays/edit.repository';
import {
  type LetterFacts,
  type LetterFactsRepository,
} from '../../adapters/replays/letter-facts.repository';
import { parseBody } from '../../domain/business-fields';
import { diffOf, type Difference, isTooDeep } from '../../domain/replays/edit-diff';
import { type Audited } from './audited';
import { problemsOf } from './check-payload';

/** Nobody's message of ours is longer. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Keeps an edited copy of a letter's message. Nothing is sent, and the original stays as it is. */
export class EditLetter {
  constructor(
    private readonly audited: Audited,
    private readonly letters: LetterFactsRepository,
    private readonly bodies: BodyRepository,
    private readonly edits: EditRepository,
    private readonly clock: Clock,
  ) {}

  /** With problems the edit is kept as `refused`, so that its writer sees them. */
  async execute(actor: Principal, letterId: string, text: string, reason: string): Promise<Edit> {
    const [letter] = await this.letters.find([letterId]);
    if (!letter) throw new NotFoundException('There is no such dead letter');
    const id = newId();
    const { differences, problems } = await this.check(letter, text);
    const changes = differences.map(({ path, money }) => ({ path, money }));
    const needsApproval = changes.some(({ money }) => money);
    const refused: EditState = 'refused';
    const ready: EditState = needsApproval ? 'awaiting-approval' : 'ready';
    const edit = {
      ...{ id, letterId, changes, problems, reason },
      state: problems.length > 0 ? refused : ready,
      messageId: deterministicId('ops-edit', id),
      createdById: actor.id,
      createdBy: actor.name,
      createdAt: this.clock.now(),
    };
    const details = { editId: id, changes: changes.length, needsApproval, state: edit.state };
    const entry = { actor, action: 'edit.create', subject: `letter:${letterId}`, reason, details };
    await this.audited.run(entry, async (tx) => {
      if (letter.status !== 'open') throw new ConflictException(`The letter is ${letter.status}`);
      await this.edits.insert(tx, { ...edit, body: Buffer.from(text) });
    });
    return { ...edit, decidedBy: null, decidedAt: null, sentBy: null, sentAt: null };
  }

  /** What an edit changes, with values: personal data, audited by the caller. */
  async differences(edit: Edit): Promise<Difference[]> {
    const [original, edited] = await Promise.all([
      this.bodies.find(edit.letterId),
      this.edits.body(edit.id),
    ]);
    const [before, after] = [original?.body, edited].map((body) => body && parseBody(body));
    return before && after ? diffOf(before, after) : [];
  }

  private async check(
    letter: LetterFacts,
    text: string,
  ): Promise<{ differences: Difference[]; problems: string[] }> {
    if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
      throw new UnprocessableEntityException('The body is too long');
    }
    const original = await this.bodies.find(letter.id);
    const before = original && parseBody(original.body);
    if (!before || isTooDeep(before)) {
      throw new UnprocessableEntityException(
        'The original is no JSON of ours: it cannot be edited',
      );
    }
    const after = parsed(text);
    if (!after || isTooDeep(after)) {
      return { differences: [], problems: ['The body must be a JSON object, not too deep'] };
    }
    const differences = diffOf(before, after);
    const locked = differences.filter(({ identity }) => identity);
    const problems = [
      ...locked.map(({ path }) => `${path} says what the message is about, it cannot be edited`),
      ...(differences.length === 0 ? ['Nothing differs from the original: replay that'] : []),
      ...(await problemsOf(letter.kind, letter.type, after)),
    ];
    return { differences, problems };
  }
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
