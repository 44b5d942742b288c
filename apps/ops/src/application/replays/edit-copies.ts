import { HEADERS } from '@lk/contracts';
import { ConflictException, NotFoundException } from '@nestjs/common';
import { type BodyRepository, type LetterBody } from '../../adapters/body.repository';
import { type Edit, type EditRepository } from '../../adapters/replays/edit.repository';
import { type LetterFactsRepository } from '../../adapters/replays/letter-facts.repository';
import { type ReplayMessage } from '../../adapters/replays/replay.publisher';
import { parseBody } from '../../domain/business-fields';
import { messageIdentity } from '../../domain/replays/message-identity';
import { type CopyProperties, replayProperties } from '../../domain/replays/replay-copy';
import { type JudgeLetters, type JudgedLetter } from './judge-letters';

/** An edited copy with all that is needed to send it: nothing is opened or looked up any more. */
export interface EditCopy {
  readonly edit: Edit;
  /** The original. */
  readonly letter: JudgedLetter;
  readonly original: LetterBody;
  readonly body: Buffer;
}

/** Reads what is to be sent, before anything is written down: what does not open is never `sending`. */
export class EditCopies {
  constructor(
    private readonly edits: EditRepository,
    private readonly letters: LetterFactsRepository,
    private readonly bodies: BodyRepository,
    private readonly judging: JudgeLetters,
  ) {}

  /** @throws AppError when a body does not open */
  async get(id: string): Promise<EditCopy> {
    const [edit, body] = await Promise.all([this.edits.find(id), this.edits.body(id)]);
    if (!edit || !body) throw new NotFoundException('There is no such edit');
    const original = await this.bodies.find(edit.letterId);
    if (!original) throw new NotFoundException('There is no such dead letter');
    return { edit, letter: await this.judge(edit.letterId, original), original, body };
  }

  private async judge(letterId: string, { body, properties }: LetterBody): Promise<JudgedLetter> {
    const [facts] = await this.letters.find([letterId]);
    if (!facts) throw new NotFoundException('There is no such dead letter');
    const { messageId } = properties;
    const plainId = typeof messageId === 'string' ? messageId : undefined;
    const ownerId = messageIdentity(facts.kind, plainId, parseBody(body));
    const [judged] = await this.judging.execute([{ facts, ownerId, readable: true }]);
    if (!judged) throw new NotFoundException('There is no such dead letter');
    return judged;
  }
}

/** @throws ConflictException when no service reads such messages today */
export function messageOf({ edit, letter, original, body }: EditCopy): ReplayMessage {
  const { target, facts, ownerId } = letter;
  if (!target) throw new ConflictException('No service reads messages of this type');
  const { messageId } = edit;
  return {
    target,
    body: facts.kind === 'event' ? withId(body, messageId) : body,
    properties: copyProperties(
      replayProperties(original.properties, facts, {}),
      messageId,
      ownerId,
    ),
  };
}

/** Whoever waits for the answer knows it by his own correlation id, so that one stays his. */
function copyProperties(
  properties: CopyProperties,
  messageId: string,
  originalId: string | undefined,
): CopyProperties {
  const old: Record<string, string> =
    originalId === undefined ? {} : { [HEADERS.correlationId]: originalId };
  const correlationId = properties.replyTo === undefined ? originalId : properties.correlationId;
  return {
    ...properties,
    messageId,
    ...(correlationId === undefined ? {} : { correlationId }),
    headers: { ...properties.headers, ...old },
  };
}

/** An event's identity stands in its envelope. */
function withId(body: Buffer, id: string): Buffer {
  const event = parseBody(body);
  return event ? Buffer.from(JSON.stringify({ ...event, id })) : body;
}
