import { permanentError } from '@lk/kernel';
import { type BodyRepository, type LetterBody } from '../adapters/body.repository';

/**
 * The original bytes and headers of a letter, for its replay and for a person who may see them. The
 * caller writes the audit record first.
 */
export class RevealBody {
  constructor(private readonly bodies: BodyRepository) {}

  /**
   * @throws AppError (permanent) `ENTITY_NOT_FOUND`; `DATA_KEY_UNKNOWN` or `DATA_UNREADABLE` when it
   * does not open.
   */
  async execute(id: string): Promise<LetterBody> {
    const found = await this.bodies.find(id);
    if (!found) throw permanentError('ENTITY_NOT_FOUND', 'There is no such dead letter');
    return found;
  }
}
